import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGate, type Gate, type Sending } from '../../../src/telegram/gate/gate.ts';

/** One who goes through the gate: what was entered stands in `entered`, in order. */
function visitor(gate: Gate, entered: string[]) {
  const leaving = new Map<string, () => void>();
  return {
    come(name: string, sending: Partial<Sending> = {}, signal?: AbortSignal) {
      const asked = { chatId: 1, messages: 1, urgency: 'reply' as const, ...sending };
      const done = gate.enter(asked, false, signal).then((leave) => {
        entered.push(name);
        leaving.set(name, leave);
      });
      done.catch(() => {});
      return done;
    },
    leave: (name: string) => leaving.get(name)?.(),
    leaveAll: () => {
      for (const [name, leave] of leaving) {
        leaving.delete(name);
        leave();
      }
    },
  };
}

describe('the gate', () => {
  let entered: string[];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    entered = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets so many milliseconds pass, in which every call is over at once. */
  async function pass(gate: ReturnType<typeof visitor>, ms: number) {
    for (let at = 0; at < ms; at += 5) {
      await vi.advanceTimersByTimeAsync(5);
      gate.leaveAll();
    }
  }

  test('lets so many a second pass as it was told, to whatever chats, in order', async () => {
    const people = visitor(createGate(30), entered);
    for (let n = 0; n < 300; n++) void people.come(`${n}`, { chatId: n });
    await pass(people, 5_000);
    expect(entered.length).toBeGreaterThan(145);
    expect(entered.length).toBeLessThan(155);
    await pass(people, 5_500);
    expect(entered).toEqual(Array.from({ length: 300 }, (_, n) => `${n}`));
  });

  test('lets a few pass to one chat at once, and then one a second', async () => {
    const people = visitor(createGate(30), entered);
    for (let n = 0; n < 10; n++) void people.come(`a${n}`, { chatId: 1 });
    await pass(people, 500);
    expect(entered).toHaveLength(4);
    await pass(people, 3_000);
    expect(entered).toHaveLength(7);
  });

  test('lets one a second pass to a chat after it was refused, and others meanwhile', async () => {
    const gate = createGate(30);
    const people = visitor(gate, entered);
    gate.limited(1, 1);
    for (let n = 0; n < 4; n++) void people.come(`a${n}`, { chatId: 1 });
    void people.come('b', { chatId: 2 });
    await pass(people, 900);
    expect(entered).toEqual(['b']);
    await pass(people, 1_900);
    expect(entered).toEqual(['b', 'a0', 'a1']);
    await pass(people, 60_000);
    entered.length = 0;
    for (let n = 0; n < 4; n++) void people.come(`c${n}`, { chatId: 1 });
    await pass(people, 500);
    expect(entered).toHaveLength(4);
  });

  test('counts each photo of an album, in the chat and in all', async () => {
    const gate = createGate(10);
    const people = visitor(gate, entered);
    for (let n = 0; n < 20; n++) void people.come(`${n}`, { chatId: n, messages: 2 });
    await pass(people, 2_000);
    expect(entered.length).toBeGreaterThanOrEqual(9);
    expect(entered.length).toBeLessThanOrEqual(12);
  });

  test('serves presses before replies and those before pushes, each in its order', async () => {
    const people = visitor(createGate(1), entered);
    for (let n = 0; n < 2; n++) void people.come(`first ${n}`, { chatId: n });
    const urgencies = ['push', 'reply', 'press', 'push', 'reply', 'press'] as const;
    for (const [n, urgency] of urgencies.entries()) {
      void people.come(`${urgency} ${n}`, { chatId: 10 + n, urgency });
    }
    await pass(people, 10_000);
    expect(entered.slice(2)).toEqual([
      'press 2',
      'press 5',
      'reply 1',
      'reply 4',
      'push 0',
      'push 3',
    ]);
  });

  test('makes one call after the other in a chat, also where one hangs, and no more than so many in all', async () => {
    const people = visitor(createGate(10), entered);
    void people.come('a0', { chatId: 1 });
    void people.come('a1', { chatId: 1 });
    for (let n = 0; n < 30; n++) void people.come(`b${n}`, { chatId: 10 + n });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(entered).toHaveLength(10);
    expect(entered).not.toContain('a1');
    people.leave('a0');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(entered.at(-1)).toBe('a1');
  });

  test('keeps no pace where none is set, and one call at a time in a chat even so', async () => {
    const people = visitor(createGate(null), entered);
    for (let n = 0; n < 200; n++) void people.come(`${n}`, { chatId: n });
    void people.come('again', { chatId: 0 });
    await vi.advanceTimersByTimeAsync(1);
    expect(entered).toHaveLength(200);
  });

  test('makes a call each half a second once calls to several chats fail, and all when one is answered', async () => {
    const gate = createGate(30);
    const people = visitor(gate, entered);
    gate.failed(1);
    gate.failed(1);
    void people.come('one chat alone', { chatId: 3 });
    await pass(people, 50);
    expect(entered).toEqual(['one chat alone']);
    gate.failed(2);
    for (let n = 0; n < 20; n++) void people.come(`${n}`, { chatId: 10 + n });
    await pass(people, 400);
    expect(entered).toEqual(['one chat alone']);
    await pass(people, 1_700);
    expect(entered.slice(1)).toEqual(['0', '1', '2', '3']);
    gate.failed(13);
    await pass(people, 400);
    expect(entered.slice(1)).toEqual(['0', '1', '2', '3']);
    gate.answered();
    await pass(people, 1_000);
    expect(entered).toHaveLength(21);
    expect(gate.rate()).toBe(30);
  });

  test('takes what two chats meet more than a second apart for theirs alone', async () => {
    const gate = createGate(30);
    const people = visitor(gate, entered);
    gate.failed(1);
    gate.limited(1, 3);
    await pass(people, 1_100);
    gate.failed(2);
    gate.limited(2, 3);
    void people.come('another', { chatId: 3 });
    await pass(people, 50);
    expect(entered).toEqual(['another']);
    expect(gate.rate()).toBe(30);
  });

  test('looks anew whether an outage is over while earlier looks hang', async () => {
    const gate = createGate(30);
    const people = visitor(gate, entered);
    for (let n = 0; n < 2; n++) gate.failed(n);
    for (let n = 0; n < 5; n++) void people.come(`${n}`, { chatId: 10 + n });
    await vi.advanceTimersByTimeAsync(1_600);
    expect(entered).toEqual(['0', '1', '2']);
  });

  test('counts calls that took long as made when they were over: Telegram may have taken all of them only then', async () => {
    const gate = createGate(10);
    const people = visitor(gate, entered);
    for (let n = 0; n < 30; n++) void people.come(`${n}`, { chatId: n });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(entered).toHaveLength(10);
    people.leaveAll();
    await pass(people, 800);
    expect(entered).toHaveLength(10);
    await pass(people, 1_200);
    expect(entered.length).toBeGreaterThan(18);
  });

  test('sends nothing to a chat for as long as Telegram wants, and goes on for others', async () => {
    const gate = createGate(30);
    const people = visitor(gate, entered);
    gate.limited(1, 8);
    void people.come('a', { chatId: 1 });
    void people.come('b', { chatId: 2 });
    await pass(people, 7_900);
    expect(entered).toEqual(['b']);
    await pass(people, 200);
    expect(entered).toEqual(['b', 'a']);
  });

  test('stops for all when several chats hear it at the same time, then is slower, and recovers', async () => {
    const gate = createGate(30);
    const people = visitor(gate, entered);
    gate.limited(1, 3);
    gate.limited(2, 5);
    gate.limited(3, 4);
    for (let n = 10; n < 1_000; n++) void people.come(`${n}`, { chatId: n });
    await pass(people, 4_900);
    expect(entered).toEqual([]);
    expect(gate.rate()).toBeCloseTo(24);
    await pass(people, 5_100);
    expect(entered.length).toBeGreaterThan(110);
    expect(entered.length).toBeLessThan(130);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(gate.rate()).toBe(30);
  });

  test('stops for all no longer than twice the shorter wait when one chat is told a far longer one', async () => {
    for (const waits of [
      [2, 60],
      [60, 2],
    ] as const) {
      entered.length = 0;
      const gate = createGate(30);
      const people = visitor(gate, entered);
      for (const [n, seconds] of waits.entries()) gate.limited(n, seconds);
      for (let n = 0; n < 3; n++) void people.come(`${n}`, { chatId: n });
      await pass(people, 3_900);
      expect(entered).toEqual([]);
      await pass(people, 200);
      expect(entered).toEqual([`${waits.indexOf(2)}`, '2']);
      await pass(people, 56_000);
      expect(entered).toHaveLength(3);
    }
  });

  test('is left by who gives up waiting', async () => {
    const gate = createGate(1);
    const people = visitor(gate, entered);
    for (let n = 0; n < 2; n++) void people.come(`${n}`, { chatId: n });
    const ending = new AbortController();
    const given = people.come('patient', { chatId: 7 }, ending.signal);
    void people.come('next', { chatId: 8 });
    expect(gate.waiting()).toBe(2);
    ending.abort(new Error('no more'));
    await expect(given).rejects.toThrow('no more');
    await expect(people.come('late', { chatId: 9 }, ending.signal)).rejects.toThrow('no more');
    await pass(people, 3_000);
    expect(entered.slice(2)).toEqual(['next']);
    expect(gate.waiting()).toBe(0);
  });

  test('keeps no place for who gave up waiting: their chat and the pace are free for others', async () => {
    const gate = createGate(10);
    const people = visitor(gate, entered);
    void people.come('first', { chatId: 7 });
    const ending = new AbortController();
    for (let n = 0; n < 10; n++) void people.come(`${n}`, { chatId: 7 }, ending.signal);
    ending.abort(new Error('no more'));
    expect(gate.waiting()).toBe(0);
    void people.come('last', { chatId: 7 });
    await pass(people, 200);
    expect(entered).toEqual(['first', 'last']);
  });
});
