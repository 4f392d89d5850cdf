import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';

/**
 * Says why the process ends: a mistake that the operator can mend is one line, anything else is a
 * fault of ours and logged whole. Never throws, whatever was thrown and wherever it is to be said:
 * an error may be of any kind, and both outputs may be closed.
 *
 * @param say takes a line with its line break, for the standard error output
 */
export function explain(
  error: unknown,
  { log, say }: { log: Pick<Logger, 'debug' | 'fatal'>; say: (line: string) => void },
): void {
  try {
    if (error instanceof AppError) {
      say(`${error.message}\n`);
      log.debug({ err: error }, 'stopping after an error');
    } else {
      log.fatal({ err: error }, 'stopping after an unexpected error');
    }
  } catch {
    safely(() => log.fatal('stopping after an error that cannot be told'));
  }
}

/** Has an output that is gone, or full, end nothing: what cannot be said is not said. */
export function surviveClosedOutputs(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    safely(() => process[name].on('error', () => {}));
  }
}

/** Does what may fail without harm. */
export function safely(work: () => unknown): void {
  try {
    work();
  } catch {
    // There is nobody left to tell.
  }
}
