import type { AppError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../log.ts';
import type { Closing } from '../process/closing.ts';

/** What every part of a start is given beside the settings. */
export interface StartOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** Ends a start that still waits for something. */
  readonly signal: AbortSignal;
  /** Filled with what is to be closed, in the order in which it was opened. */
  readonly closing: Closing;
  readonly faults: Faults;
  /** Milliseconds for which a webhook is served on after `/readyz` said that the process is about to end; default: 0. */
  readonly drainMs?: number;
  /** Lines that the log had to let go so far, by why; default: none. */
  readonly lostLines?: ReadonlyMap<string, number>;
  /** Told when the bot cannot go on: the token was revoked, the playground ended. */
  readonly onFatal: (error: AppError) => void;
}
