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
 * minute, and both at once now. `onlyProcess`: what is unanswered now has lost its process for certain.
 * Returns a function that stops it.
 */
export async function startSweeping(
  dependencies: SweepDependencies,
  { onlyProcess }: { onlyProcess: boolean },
): Promise<() => void> {
  const { database, jobs, log } = dependencies;
  const sweep = () => sweepUnanswered(dependencies, UNANSWERED_AFTER_SECONDS);
  const net = () => sendNeglected(database, jobs);

  await sweepUnanswered(dependencies, onlyProcess ? 0 : UNANSWERED_AFTER_SECONDS);
  await net();
  const timers = [repeat(sweep, SWEEP_EVERY_MS, log), repeat(net, NET_EVERY_MS, log)];
  return () => timers.forEach(clearInterval);
}

function repeat(work: () => Promise<unknown>, everyMs: number, log: Logger): NodeJS.Timeout {
  let running = false;
  const once = async () => {
    if (running) return;
    running = true;
    try {
      await work();
    } catch (error) {
      const level = isPassingDatabaseError(error) ? 'debug' : 'error';
      log[level]({ err: error }, 'a sweep failed and will be repeated');
    } finally {
      running = false;
    }
  };
  return setInterval(once, everyMs);
}
