import { z } from 'zod';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { Logger } from '../log.ts';

/** While the database is away every worker fails every second; one line in so many milliseconds says it. */
const QUIET_MS = 30_000;

const plainError = z.object({
  message: z.string().catch('an error without a message'),
  code: z.string().optional().catch(undefined),
});

/**
 * Logs what pg-boss tells of its own errors: that the database is away now and then, anything else
 * each time. Returns what is to be called with each error.
 */
export function createErrorReporter(log: Logger): (told: unknown) => void {
  let quietUntil = Number.NEGATIVE_INFINITY;
  return (told) => {
    const error = asError(told);
    if (!isPassingDatabaseError(error)) {
      log.error({ err: error }, 'the job engine met an error');
      return;
    }
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + QUIET_MS;
    log.warn({ err: error }, 'the job engine cannot reach the database and tries again');
  };
}

/** pg-boss tells its workers' errors as plain objects, with all fields of the driver's error in them. */
function asError(told: unknown): Error {
  if (told instanceof Error) return told;
  const { message, code } = plainError.catch({ message: String(told) }).parse(told);
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}
