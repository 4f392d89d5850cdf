import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { Logger } from '../log.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import { sendNeglected } from '../session/net.ts';

const LOOK_EVERY_MS = 1_000;
const NET_EVERY_MS = 60_000;

export interface SweepDependencies {
  /** Whose sessions are looked after. */
  readonly session: Pick<SessionDependencies, 'database' | 'machine' | 'jobs'>;
  /** Takes up updates that wait for their answer and that nobody has in hand. Throws what the database throws. */
  readonly takeUp: () => Promise<void>;
  readonly log: Logger;
}

/**
 * Begins to look after what was left lying: answers every second, neglected sessions every minute, and
 * both at once now and when the database is back after it was away. Resolves after the first look;
 * returns a function that stops it and waits for a look that is under way. Never throws.
 */
export async function startSweeping({
  session,
  takeUp,
  log,
}: SweepDependencies): Promise<() => Promise<void>> {
  let netDue = Number.NEGATIVE_INFINITY;

  const look = async () => {
    try {
      await takeUp();
      if (performance.now() < netDue) return;
      await sendNeglected(session);
      netDue = performance.now() + NET_EVERY_MS;
    } catch (error) {
      netDue = Number.NEGATIVE_INFINITY;
      const level = isPassingDatabaseError(error) ? 'debug' : 'error';
      log[level]({ err: error }, 'a sweep failed and will be repeated');
    }
  };
  return repeat(look, LOOK_EVERY_MS);
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
