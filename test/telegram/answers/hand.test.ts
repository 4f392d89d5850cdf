import { expect, test, vi } from 'vitest';
import { createHand, type Hand, type Place } from '../../../src/telegram/answers/hand.ts';
import { eventually } from '../../support/waiting/eventually.ts';
import { createHeld } from '../../support/waiting/held.ts';

const idOf = (updateId: number) => ({ botId: 42, updateId });

function reserved(hand: Hand, personId: number): Place {
  const place = hand.reserve(personId);
  if (place === null) throw new Error('there is no place');
  return place;
}

test('answers of one person are given in order, those of others beside them', async () => {
  const hand = createHand(() => {});
  const held = createHeld();
  const given: string[] = [];
  reserved(hand, 1).fill(idOf(1), async () => {
    await held.hold();
    given.push('first');
  });
  reserved(hand, 1).fill(idOf(2), async () => void given.push('second'));
  reserved(hand, 2).fill(idOf(3), async () => void given.push('other'));
  await eventually(() => given).toEqual(['other']);
  expect([hand.has(idOf(1)), hand.has(idOf(2))]).toEqual([true, true]);
  held.release();
  await hand.over();
  expect(given).toEqual(['other', 'first', 'second']);
  expect([hand.has(idOf(1)), hand.size()]).toEqual([false, 0]);
});

test('one person has three places, and everybody together 256', () => {
  const hand = createHand(() => {});
  const places = [1, 1, 1].map((personId) => reserved(hand, personId));
  expect(hand.reserve(1)).toBeNull();
  for (let personId = 2; hand.room() > 0; personId++) reserved(hand, personId);
  expect([hand.size(), hand.reserve(1_000)]).toEqual([256, null]);
  places[0]?.free();
  expect(hand.reserve(1)).not.toBeNull();
});

test('each place that becomes free is told, whether it was filled or not', async () => {
  const onFree = vi.fn();
  const hand = createHand(onFree);
  reserved(hand, 1).free();
  reserved(hand, 1).fill(idOf(1), async () => {});
  await hand.over();
  expect(onFree).toHaveBeenCalledTimes(2);
});

test('an answer is out of hand before it is told that its place is free', async () => {
  const inHand: boolean[] = [];
  const hand = createHand(() => inHand.push(hand.has(idOf(1))));
  reserved(hand, 1).fill(idOf(1), async () => {});
  await hand.over();
  expect(inHand).toEqual([false]);
});

test('what is in hand for a while is named, and nothing else', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const hand = createHand(() => {});
  const held = createHeld();
  reserved(hand, 1).fill(idOf(1), () => held.hold());
  vi.advanceTimersByTime(2_000);
  reserved(hand, 2).fill(idOf(2), () => held.hold());
  expect(hand.heldFor(2_000)).toEqual([idOf(1)]);
  held.release();
  await hand.over();
  expect(hand.heldFor(0)).toEqual([]);
  vi.useRealTimers();
});
