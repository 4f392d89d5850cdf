import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AddressedReply } from '../../../src/replies/reply.ts';
import type { Answering } from '../../../src/telegram/answers/answering.ts';
import { createAnsweringOn } from '../../support/bot/answering-on-fakes.ts';

/** What happens to one answer while others are in hand, and to what is done again and again when once it fails. */

const LONG_MS = 60_000;
const idOf = (updateId: number) => ({ botId: 1, updateId });
const helpFor = (personId: number): AddressedReply => ({
  personId,
  languageCode: 'en',
  reply: { kind: 'help' },
});
const taken = async () => ({ after: null });

/** How each statement was asked: its name and the ids of the updates. */
let statements: [string, unknown][];
let finished: unknown[];
let rows: Record<string, unknown[]>;
let isAway: boolean;
/** Told of each message: to whom, and the signal of the call. */
const send = vi.fn<(personId: number, signal: AbortSignal) => Promise<unknown>>();
let answering: Answering;

beforeEach(() => {
  vi.useFakeTimers();
  [statements, finished, rows, isAway] = [[], [], {}, false];
  send.mockReset().mockResolvedValue({});
  const run = async ({ name }: { name: string }, [first, second]: unknown[]) => {
    statements.push([name, second ?? first]);
    if (isAway) throw new Error('Connection terminated unexpectedly');
    return rows[name] ?? [];
  };
  const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  answering = createAnsweringOn({
    sendMessage: (personId: number, _text: string, _how: unknown, signal: AbortSignal) =>
      send(personId, signal),
    run,
    onFinished: (id) => finished.push(id),
    log,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const hang = () => new Promise<never>(() => {});
/** Hangs until it is cut off. */
const hangUntilCut = (_personId: number, signal: AbortSignal) =>
  new Promise((_, fail) => {
    signal.addEventListener('abort', () => fail(new Error('cut off')));
  });

test('answers of several people that are cut off are all left to others', async () => {
  send.mockImplementation(hangUntilCut);
  for (const n of [1, 2, 3]) await answering.take(idOf(n), helpFor(n), taken);
  const drained = answering.drain(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  await drained;
  expect(statements).toEqual([['let_go_updates', [1, 2, 3]]]);
});

test('the answer behind one that is cut off is left to others too, and not begun', async () => {
  send.mockImplementation(hangUntilCut);
  for (const n of [1, 2]) await answering.take(idOf(n), helpFor(5), taken);
  const drained = answering.drain(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  await drained;
  expect(statements).toEqual([['let_go_updates', [1, 2]]]);
  expect(send).toHaveBeenCalledTimes(1);
});

test('a stop waits for answers that are given in time, and cuts off none of them', async () => {
  const slow = Promise.withResolvers<unknown>();
  send.mockReturnValueOnce(slow.promise);
  await answering.take(idOf(1), helpFor(5), taken);
  await answering.take(idOf(2), helpFor(5), taken);
  let isOver = false;
  const drained = answering.drain(1_000).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(isOver).toBe(false);
  slow.resolve({});
  await drained;
  expect([finished, statements]).toEqual([[idOf(1), idOf(2)], []]);
});

test('all that was taken up and finds no place is left to others', async () => {
  send.mockImplementation(hang);
  rows.claim_updates = [1, 2, 3, 4, 5].map((update_id) => ({
    bot_id: 1,
    update_id,
    payload: helpFor(5),
    seconds: 9,
  }));
  await answering.takeUp();
  expect(statements.at(-1)).toEqual(['let_go_updates', [4, 5]]);
  expect(answering.pending()).toBe(3);
});

test('what could not be held anew while the database was away is held anew when it is back', async () => {
  send.mockImplementation(hang);
  await answering.take(idOf(1), helpFor(5), taken);
  isAway = true;
  await vi.advanceTimersByTimeAsync(5_000);
  isAway = false;
  statements = [];
  await vi.advanceTimersByTimeAsync(2_000);
  expect(statements).toEqual([['keep_updates', [1]]]);
});

test('there are never two statements at once that hold answers anew', async () => {
  send.mockImplementation(hang);
  await answering.take(idOf(1), helpFor(5), taken);
  const slow = Promise.withResolvers<never>();
  rows = new Proxy({}, { get: () => slow.promise });
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(statements).toEqual([['keep_updates', [1]]]);
});

test('one that failed is out of hand: the next of that person is given, and those of others were', async () => {
  send.mockRejectedValueOnce(new TypeError('a fault of ours'));
  for (const n of [1, 2]) await answering.take(idOf(n), helpFor(5), taken);
  await answering.take(idOf(3), helpFor(6), taken);
  await settle();
  expect(finished).toEqual([idOf(3), idOf(2)]);
  expect(answering.pending()).toBe(0);
});
