import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { adminSessions } from '../../machines/admin-sessions.ts';
import type { Database } from '../../src/database/database.ts';
import { type SweepDependencies, startSweeping } from '../../src/jobs/sweep.ts';

const SECOND = 1_000;

afterEach(() => {
  vi.useRealTimers();
});

/** Sweeps with looks of which those of these numbers fail; tells at which looks the net was cast. */
async function sweeping(failing: readonly number[]) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
  let looks = 0;
  const casts: number[] = [];
  const database = {
    fork: () => ({ transactional: async () => casts.push(looks) }),
  } as unknown as Database;
  const takeUp = async () => {
    looks += 1;
    if (failing.includes(looks)) throw new Error('connection terminated');
  };
  const log = pino({ level: 'silent' });
  const stop = await startSweeping({
    session: { database, machine: adminSessions },
    takeUp,
    log,
  } as unknown as SweepDependencies);
  return { casts, stop };
}

test('neglected sessions are looked for at the first look and a minute later', async () => {
  const { casts, stop } = await sweeping([]);
  await vi.advanceTimersByTimeAsync(59 * SECOND);
  expect(casts).toEqual([1]);
  await vi.advanceTimersByTimeAsync(2 * SECOND);
  expect(casts).toEqual([1, 61]);
  await stop();
});

test('they are looked for at the first look that succeeds after one that failed', async () => {
  const { casts, stop } = await sweeping([3, 4]);
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect(casts).toEqual([1, 5]);
  await stop();
});

test('a clock that is set back or ahead changes nothing of that', async () => {
  const { casts, stop } = await sweeping([]);
  for (const hours of [1, -2]) {
    vi.setSystemTime(Date.now() + hours * 3_600 * SECOND);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
  }
  expect(casts).toEqual([1]);
  await stop();
});
