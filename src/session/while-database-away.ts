import { setTimeout as pause } from 'node:timers/promises';
import { isPassingDatabaseError } from '../database/database-errors.ts';

const PAUSE_MS = 500;

/**
 * Does `work` until the database let it through, so that a database that is away costs time and
 * nothing else. What failed may have happened all the same (a COMMIT whose answer was lost), so
 * `work` reads first what the database holds. It is tried at least once; after the signal it is not
 * tried again. Throws what `work` throws when waiting cannot mend it.
 */
export async function retryWhileAway<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !isPassingDatabaseError(error)) throw error;
      await pause(PAUSE_MS, undefined, { signal });
    }
  }
}
