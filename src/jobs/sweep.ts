import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import { unfinishedUpdates } from '../services/finish-updates.ts';
import { sendNeglected } from '../session/net.ts';
import type { JobSender } from '../session/ports.ts';
import type { JobEngine } from './job-engine.ts';

/** An update that was taken this long ago and is not answered has lost its process. */
const UNANSWERED_AFTER_SECONDS = 8;
const SWEEP_EVERY_MS = 1_000;
const NET_EVERY_MS = 60_000;

export interface SweepDependencies {
  readonly engine: JobEngine;
  readonly database: Database;
  readonly jobs: JobSender;
  readonly log: Logger;
}

/**
 * Sends an `answer` job for each update that was taken at least so many seconds ago and still waits.
 * Returns how many there were.
 */
export async function sweepUnanswered(
  { engine, database }: Pick<SweepDependencies, 'engine' | 'database'>,
  olderThanSeconds: number,
): Promise<number> {
  const waiting = await unfinishedUpdates(database, olderThanSeconds);
  for (const id of waiting) {
    await engine.send(database.fork(), 'answer', `${id.botId}:${id.updateId}`, id);
  }
  return waiting.length;
}

/**
 * Begins to look after what was left lying: unanswered updates every second, neglected sessions every
 * minute, and both at once now and when the database is back after it was away. `onlyProcess`: what
 * is unanswered now has lost its process for certain. Resolves after the first look; returns a
 * function that stops it and waits for a look that is under way. Never throws.
 */
export async function startSweeping(
  dependencies: SweepDependencies,
  { onlyProcess }: { onlyProcess: boolean },
): Promise<() => Promise<void>> {
  const { database, jobs, log } = dependencies;
  let olderThanSeconds = onlyProcess ? 0 : UNANSWERED_AFTER_SECONDS;
  let netDue = Number.NEGATIVE_INFINITY;

  const look = async () => {
    try {
      const swept = sweepUnanswered(dependencies, olderThanSeconds);
      olderThanSeconds = UNANSWERED_AFTER_SECONDS;
      await swept;
      if (performance.now() < netDue) return;
      await sendNeglected(database, jobs);
      netDue = performance.now() + NET_EVERY_MS;
    } catch (error) {
      netDue = Number.NEGATIVE_INFINITY;
      const level = isPassingDatabaseError(error) ? 'debug' : 'error';
      log[level]({ err: error }, 'a sweep failed and will be repeated');
    }
  };
  return repeat(look, SWEEP_EVERY_MS);
}

/** Does `work` now and then again and again, never two at once. */
async function repeat(work: () => Promise<void>, everyMs: number): Promise<() => Promise<void>> {
  let running = work();
  await running;
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    running = work().finally(() => {
      isRunning = false;
    });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
