import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BATCH, createGathered, type Gathered } from '../../src/updates/gathered.ts';

const AWAY = new Error('Connection terminated unexpectedly');

let written: (readonly string[])[];
/** What the next writes do, in order; then they succeed. */
let fates: (Error | Promise<void>)[];
let notes: Gathered<string>;
const onError = vi.fn<(error: unknown) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  [written, fates] = [[], []];
  onError.mockReset();
  notes = createGathered(async (batch: readonly string[]) => {
    written.push(batch);
    const fate = fates.shift();
    if (fate instanceof Error) throw fate;
    await fate;
  }, onError);
});
afterEach(() => {
  vi.useRealTimers();
});

test('notes are written a moment after the first of them, all at once', async () => {
  notes.add('a');
  await vi.advanceTimersByTimeAsync(249);
  notes.add('b');
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual([['a', 'b']]);
  notes.add('c');
  await vi.advanceTimersByTimeAsync(250);
  expect(written).toEqual([['a', 'b'], ['c']]);
});

test('so many that they fill a batch are written at once, and the next ones wait for more', async () => {
  const names = Array.from({ length: BATCH }, (_, n) => `${n}`);
  for (const name of names) notes.add(name);
  notes.add('next');
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toEqual([[...names, 'next']]);
  notes.add('later');
  await vi.advanceTimersByTimeAsync(249);
  expect(written).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual([[...names, 'next'], ['later']]);
});

test('a flush writes at once, and nothing is written again later', async () => {
  notes.add('a');
  await notes.flush();
  await notes.flush();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toEqual([['a']]);
});

test('there are never two writes at once', async () => {
  const slow = Promise.withResolvers<void>();
  fates = [slow.promise];
  notes.add('a');
  const first = notes.flush();
  await vi.advanceTimersByTimeAsync(0);
  notes.add('b');
  const second = notes.flush();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written).toEqual([['a']]);
  slow.resolve();
  await Promise.all([first, second]);
  expect(written).toEqual([['a'], ['b']]);
});

describe('while the database is away', () => {
  test('notes are kept, in their order, and written a second later', async () => {
    fates = [AWAY, AWAY];
    notes.add('a');
    await vi.advanceTimersByTimeAsync(250);
    notes.add('b');
    await vi.advanceTimersByTimeAsync(999);
    expect(written).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([['a'], ['a', 'b'], ['a', 'b']]);
    expect(onError).toHaveBeenCalledTimes(2);
  });

  test('a full batch waits for it like any other', async () => {
    fates = [AWAY];
    notes.add('0');
    await notes.flush();
    for (let n = 1; n < 2 * BATCH; n++) notes.add(`${n}`);
    await vi.advanceTimersByTimeAsync(999);
    expect(written).toEqual([['0']]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written[1]).toHaveLength(2 * BATCH);
  });

  test('what comes during a write that fails is behind what that was to write', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise];
    notes.add('a');
    const flushed = notes.flush();
    await vi.advanceTimersByTimeAsync(0);
    notes.add('b');
    slow.reject(AWAY);
    await flushed;
    await vi.advanceTimersByTimeAsync(250);
    expect(written).toEqual([['a'], ['a', 'b']]);
  });

  test('a flush tries, and keeps what it could not write', async () => {
    fates = [AWAY];
    notes.add('a');
    await notes.flush();
    await notes.flush();
    expect(written).toEqual([['a'], ['a']]);
  });
});

test('what can never be written is dropped, and what comes after it is written', async () => {
  fates = [new TypeError('a fault of ours')];
  notes.add('a');
  await notes.flush();
  notes.add('b');
  await notes.flush();
  expect(written).toEqual([['a'], ['b']]);
  expect(onError).toHaveBeenCalledTimes(1);
});

test('that a failure cannot be told keeps nothing from being written', async () => {
  onError.mockImplementation(() => {
    throw new Error('the log is full');
  });
  fates = [AWAY];
  notes.add('a');
  await notes.flush();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(written).toEqual([['a'], ['a']]);
});
