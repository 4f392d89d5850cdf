import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sortByLane } from '../../src/telegram/deferral/lanes.ts';
import { type Leftover, MOST_LEFT, takeBatch } from '../../src/telegram/deferral/take-batch.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

const LONG_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Takes a batch of so many chats, each with one update that is held; tells what was left once that is known. */
function takeHeld(chats: number): { held: Held[]; left(): Leftover[] | null } {
  const held = Array.from({ length: chats }, createHeld);
  const updates = held.map((_, n) => ({ update_id: n, message: { chat: { id: n } } }));
  let left: Leftover[] | null = null;
  void takeBatch(sortByLane(updates).lanes, {
    take: (raw) => held[(raw as { update_id: number }).update_id]?.hold() ?? Promise.resolve(),
    isDeferred: () => false,
    mostLeft: MOST_LEFT,
  }).then((found) => {
    left = found;
  });
  return { held, left: () => left };
}

test('many slow chats are waited for, and the few that remain are left', async () => {
  const { held, left } = takeHeld(MOST_LEFT + 2);
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(left()).toBeNull();
  held[0]?.release();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(left()).toBeNull();
  held[1]?.release();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(left()?.map(({ updates: [{ id }] }) => id)).toEqual(held.map((_, n) => n).slice(2));
});

test('few slow chats are not left while others are got through', async () => {
  const { held, left } = takeHeld(4);
  for (const one of held.slice(0, 3)) {
    await vi.advanceTimersByTimeAsync(900);
    one.release();
  }
  await vi.advanceTimersByTimeAsync(900);
  expect(left()).toBeNull();
  held[3]?.release();
  await vi.advanceTimersByTimeAsync(0);
  expect(left()).toEqual([]);
});

test('of a chat that is left while its first update is under way, the second is not begun later', async () => {
  const held = createHeld();
  const begun: unknown[] = [];
  const updates = [0, 1].map((update_id) => ({ update_id, message: { chat: { id: 7 } } }));
  const leaving = takeBatch(sortByLane(updates).lanes, {
    take: (raw) => {
      begun.push(raw);
      return held.hold();
    },
    isDeferred: () => false,
    mostLeft: MOST_LEFT,
  });
  await vi.advanceTimersByTimeAsync(LONG_MS);
  const [left] = await leaving;
  expect(left?.updates.map(({ id }) => id)).toEqual([0, 1]);
  held.release();
  await left?.underWay;
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(begun).toEqual([updates[0]]);
});

test('of a chat whose second update cannot be taken, the first is not left, and why is told', async () => {
  const error = new Error('the database is away');
  const updates = [0, 1, 2].map((update_id) => ({ update_id, message: { chat: { id: 7 } } }));
  const take = async (raw: unknown) => {
    if (raw === updates[1]) throw error;
  };
  const left = await takeBatch(sortByLane(updates).lanes, {
    take,
    isDeferred: () => false,
    mostLeft: MOST_LEFT,
  });
  expect(left).toEqual([
    { updates: [expect.objectContaining({ id: 1 }), expect.objectContaining({ id: 2 })], error },
  ]);
});
