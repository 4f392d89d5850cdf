import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../log.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Does `work` until it succeeds, and says each time what is not reachable and that it is tried again.
 *
 * @param what the part, for the operator's log: "the database"
 * @param isFatal errors that waiting cannot mend: they are thrown at once
 * @param signal ends the waiting; then the signal's reason is thrown
 */
export async function untilReachable<T>(
  what: string,
  work: () => Promise<T>,
  {
    log,
    signal,
    isFatal = () => false,
  }: {
    log: Logger;
    signal: AbortSignal;
    isFatal?: (error: unknown) => boolean | Promise<boolean>;
  },
): Promise<T> {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (await isFatal(error)) throw error;
      log.warn({ err: error }, `${what} cannot be reached; trying again`);
      await pause(wait, undefined, { signal });
    }
  }
}
