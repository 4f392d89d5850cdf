import { expect, test, vi } from 'vitest';
import { retryWhileAway } from '../../src/session/while-database-away.ts';

const away = () => new Error('Connection terminated unexpectedly');
const noSignal = new AbortController().signal;

test('work that meets a database that is away is done again until it is through', async () => {
  const work = vi.fn(async () => 'done').mockRejectedValueOnce(away());
  expect(await retryWhileAway(noSignal, work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(2);
});

test('work that fails for another reason is not done again', async () => {
  const work = vi.fn().mockRejectedValue(new Error('a fault of ours'));
  await expect(retryWhileAway(noSignal, work)).rejects.toThrow('a fault of ours');
  expect(work).toHaveBeenCalledTimes(1);
});

test('work is done once after the signal, and not again', async () => {
  const work = vi.fn().mockRejectedValue(away());
  await expect(retryWhileAway(AbortSignal.abort(), work)).rejects.toThrow('Connection terminated');
  expect(work).toHaveBeenCalledTimes(1);
});

test('a signal that comes during the pause ends it', async () => {
  const stopping = new AbortController();
  const work = vi.fn(async () => {
    setImmediate(() => stopping.abort());
    throw away();
  });
  await expect(retryWhileAway(stopping.signal, work)).rejects.toThrow('aborted');
  expect(work).toHaveBeenCalledTimes(1);
});
