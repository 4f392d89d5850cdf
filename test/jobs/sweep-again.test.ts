import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { adminSessions } from '../../machines/admin-sessions.ts';
import type { Database } from '../../src/database/database.ts';
import { type SweepDependencies, startSweeping } from '../../src/jobs/sweep.ts';
import { createHeld } from '../support/waiting/held.ts';

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

/** Sweeps with parts that the test holds up or lets fail. */
async function sweepingWith(parts: { takeUp?: () => Promise<void>; cast?: () => Promise<void> }) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] });
  const { takeUp = async () => {}, cast = async () => {} } = parts;
  const database = { fork: () => ({ transactional: cast }) };
  const logged: string[] = [];
  const note = (level: string) => () => void logged.push(level);
  const log = { debug: note('debug'), error: note('error') };
  const session = { database, machine: adminSessions };
  const started = startSweeping({ session, takeUp, log } as unknown as SweepDependencies);
  return { started, logged };
}

test('the look for neglected sessions that fails itself is made again at the next look', async () => {
  let casts = 0;
  const { started } = await sweepingWith({
    cast: async () => {
      casts += 1;
      if (casts < 3) throw new Error('connection terminated');
    },
  });
  const stop = await started;
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  expect(casts).toBe(3);
  await stop();
});

test('a database that is away is no error of a sweep, and anything else is', async () => {
  let looks = 0;
  const { started, logged } = await sweepingWith({
    takeUp: async () => {
      looks += 1;
      if (looks === 1) throw new Error('Connection terminated unexpectedly');
      if (looks === 2) throw new TypeError('a fault of ours');
    },
  });
  const stop = await started;
  await vi.advanceTimersByTimeAsync(3 * SECOND);
  expect(logged).toEqual(['debug', 'error']);
  await stop();
});

test('a look that hangs has none beside it, and a stop waits for it', async () => {
  const held = createHeld();
  let looks = 0;
  const { started } = await sweepingWith({
    takeUp: async () => {
      looks += 1;
      if (looks === 2) await held.hold();
    },
  });
  const stop = await started;
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect(looks).toBe(2);
  let isStopped = false;
  const stopped = stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect([isStopped, looks]).toEqual([false, 2]);
  held.release();
  await stopped;
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect(looks).toBe(2);
});

test('it is begun when the first look is over', async () => {
  const held = createHeld();
  let isStarted = false;
  const { started } = await sweepingWith({ takeUp: () => held.hold() });
  void started.then(() => {
    isStarted = true;
  });
  await held.reached;
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect(isStarted).toBe(false);
  held.release();
  await (await started)();
});
