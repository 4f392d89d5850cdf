import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTimetable, type Progress } from '../../src/telegram/deferral/timetable.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('few chats are tried at once, and the next when one is done', async () => {
  const begun: string[] = [];
  const held = new Map<string, Held>();
  const timetable = createTimetable(async (lane): Promise<Progress> => {
    begun.push(lane);
    const here = createHeld();
    held.set(lane, here);
    await here.hold();
    return 'through';
  });
  for (const lane of ['a', 'b', 'c', 'd', 'e', 'f']) timetable.add(lane, 0);
  timetable.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  held.get('b')?.release();
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(timetable.has('b')).toBe(false);
  expect(timetable.has('f')).toBe(true);
});

test('a chat that is stuck is tried less and less often, and others meanwhile', async () => {
  const seconds: number[] = [];
  const timetable = createTimetable(async (lane): Promise<Progress> => {
    if (lane !== 'stuck') return 'through';
    seconds.push(Math.round(performance.now() / 1000));
    throw new Error('the database is away');
  });
  const began = Math.round(performance.now() / 1000);
  timetable.add('stuck', 0);
  timetable.start();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(seconds.map((at) => at - began)).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
  timetable.add('other', 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(timetable.has('other')).toBe(false);
});

test('what is added during a try that overlooks it is tried again', async () => {
  let tries = 0;
  const timetable = createTimetable(async (lane): Promise<Progress> => {
    tries += 1;
    if (tries === 1) timetable.add(lane, 0);
    return 'through';
  });
  timetable.add('a', 0);
  timetable.start();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tries).toBe(2);
  expect(timetable.has('a')).toBe(false);
});

test('after a stop nothing is tried, and a try that is under way is waited for', async () => {
  const held = createHeld();
  const attempt = vi.fn(async (): Promise<Progress> => {
    await held.hold();
    return 'stuck';
  });
  const timetable = createTimetable(attempt);
  timetable.add('a', 0);
  timetable.start();
  let isStopped = false;
  const stopping = timetable.stop().then(() => {
    isStopped = true;
  });
  timetable.add('b', 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isStopped).toBe(false);
  held.release();
  await stopping;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempt).toHaveBeenCalledTimes(1);
});

test('several chats are each tried at their own time, whichever was added last', async () => {
  const tried: string[] = [];
  const timetable = createTimetable(async (lane): Promise<Progress> => {
    tried.push(lane);
    return 'through';
  });
  timetable.start();
  timetable.add('later', 5_000);
  timetable.add('soon', 1_000);
  timetable.add('last', 20_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tried).toEqual(['soon']);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(tried).toEqual(['soon', 'later']);
  timetable.hurry('last');
  await vi.advanceTimersByTimeAsync(0);
  expect(tried).toEqual(['soon', 'later', 'last']);
});
