import { describe, expect, test } from 'vitest';
import { createBucket } from '../../../src/telegram/gate/bucket.ts';
import { createChats } from '../../../src/telegram/gate/chats.ts';
import { createCoincidence } from '../../../src/telegram/gate/coincidence.ts';
import { createOutage } from '../../../src/telegram/gate/outage.ts';
import { createPace } from '../../../src/telegram/gate/pace.ts';
import { createUnderWay } from '../../../src/telegram/gate/under-way.ts';

/** What the gate is made of, each on a clock that is a number. */

describe('a bucket', () => {
  test('is filled at its old rate until the rate is changed', () => {
    const bucket = createBucket({ rate: 1, burst: 10 }, 0);
    bucket.take(10, 0);
    bucket.setRate(2, 4_000);
    expect(bucket.wait(6, 4_000)).toBe(1_000);
  });

  test('gains nothing by being asked of a moment that is over', () => {
    const bucket = createBucket({ rate: 1, burst: 2 }, 10_000);
    bucket.take(2, 10_000);
    expect(bucket.wait(1, 5_000)).toBe(1_000);
    expect(bucket.wait(1, 10_500)).toBe(500);
  });

  test('never holds more than a burst, and needs no more for more messages than that', () => {
    const bucket = createBucket({ rate: 1, burst: 2 }, 0);
    expect(bucket.wait(5, 60_000)).toBe(0);
    bucket.take(5, 60_000);
    expect(bucket.wait(1, 60_000)).toBe(4_000);
  });
});

describe('a chat that Telegram wants left alone', () => {
  test('is left alone for the longest of the waits, whichever came last', () => {
    for (const waits of [
      [8, 2],
      [2, 8],
    ]) {
      const chats = createChats(true);
      for (const seconds of waits) chats.hold(1, seconds, 0);
      expect(chats.heldFor(1, 1_000)).toBe(7);
      expect(chats.wait(1, 1, 1_000)).toBe(7_000);
      expect(chats.wait(2, 1, 1_000)).toBe(0);
    }
  });

  test('gets one message a second for a minute after that, and then a few at once again', () => {
    const chats = createChats(true);
    chats.hold(1, 10, 0);
    const send = (at: number) => {
      chats.begin(1, 1, at);
      chats.end(1, at);
      return chats.wait(1, 1, at);
    };
    expect(send(10_000)).toBe(1_000);
    expect(send(69_000)).toBe(1_000);
    expect(send(70_000)).toBe(0);
  });

  test('is not told from others where no pace is kept, once that minute is over', () => {
    const chats = createChats(false);
    chats.hold(1, 10, 0);
    chats.begin(1, 50, 70_000);
    chats.end(1, 70_000);
    expect(chats.wait(1, 50, 70_000)).toBe(0);
  });

  test('has its call under way all the same', () => {
    const chats = createChats(true);
    chats.begin(1, 1, 0);
    chats.hold(1, 1, 0);
    expect(chats.wait(1, 1, 60_000)).toBeNull();
    chats.end(1, 60_000);
    expect(chats.wait(1, 1, 60_000)).toBe(0);
  });
});

describe('the pace', () => {
  test('rests for the longest of the waits: a shorter one that comes later takes nothing away', () => {
    const pace = createPace(30, 0);
    pace.limited(1, 10, 0);
    pace.limited(2, 10, 0);
    pace.limited(3, 2, 500);
    expect(pace.wait(1, 500)).toBe(9_500);
  });

  test('becomes slower once for all that is refused in one rest, and each time after it', () => {
    const pace = createPace(30, 0);
    for (const chat of [1, 2, 3, 4]) pace.limited(chat, 1, 0);
    expect(pace.rate(0)).toBeCloseTo(24);
    for (const chat of [1, 2, 3]) pace.limited(chat, 1, 1_000);
    expect(pace.rate(1_000)).toBeCloseTo(19.2);
  });

  test('never falls below a fifth, and comes back a tenth every ten seconds', () => {
    const pace = createPace(30, 0);
    for (let at = 0; at < 20_000; at += 2_000) {
      for (const chat of [1, 2]) pace.limited(chat, 1, at);
    }
    expect(pace.rate(18_000)).toBeCloseTo(6);
    expect(pace.rate(27_999)).toBeCloseTo(6);
    expect(pace.rate(28_000)).toBeCloseTo(6.6);
    expect(pace.rate(48_000)).toBeCloseTo(7.986);
    expect(pace.rate(600_000)).toBe(30);
  });

  test('is as slow as it became, and not only called so', () => {
    const pace = createPace(30, 0);
    for (const chat of [1, 2]) pace.limited(chat, 1, 0);
    pace.take(100, 1_000);
    const wait = pace.wait(1, 1_000);
    expect(wait).toBeGreaterThan((99 - 2) * (1_000 / 24));
  });
});

describe('an outage', () => {
  test('is looked into every half a second, however many calls fail meanwhile', () => {
    const outage = createOutage();
    for (const chat of [1, 2]) outage.failed(chat, 0);
    for (const chat of [3, 4, 5]) outage.failed(chat, 400);
    expect(outage.wait(400)).toBe(100);
    outage.begin(500);
    outage.failed(6, 900);
    expect(outage.wait(900)).toBe(100);
  });

  test('is over with the first answer', () => {
    const outage = createOutage();
    for (const chat of [1, 2]) outage.failed(chat, 0);
    outage.answered();
    expect(outage.wait(0)).toBe(0);
    outage.begin(0);
    expect(outage.wait(0)).toBe(0);
  });
});

test('what happens to two chats is at the same time when it is within a second, also after others', () => {
  const happened = createCoincidence();
  expect(happened(1, 10, 0)).toBeNull();
  expect(happened(1, 20, 100)).toBeNull();
  expect(happened(2, 30, 1_100)).toBe(20);
  expect(happened(3, 40, 2_101)).toBeNull();
  expect(happened(1, 50, 2_101)).toBe(40);
});

test('calls that were late are counted once more, each once, whichever of them is over first', () => {
  const underWay = createUnderWay();
  const first = underWay.begin(1, 0);
  const second = underWay.begin(2, 0);
  const later = underWay.begin(4, 1_500);
  const quick = underWay.begin(8, 1_900);
  expect(quick(2_000)).toBe(0);
  expect(first(2_000)).toBe(3);
  expect([second(2_100), underWay.size()]).toEqual([0, 1]);
  expect(later(3_500)).toBe(4);
  expect(underWay.size()).toBe(0);
});
