import type { OperationName } from '../../machines/session/operations.ts';
import type { Operations } from '../session/operation.ts';
import type { Inputs } from './inputs.ts';

/** What a feature brings to the admin session, beside its part of the machine and its texts. */
export interface Feature {
  readonly inputs: Inputs;
  /** The screen of each of its states, by the state's path: see `ScreensOf`. */
  readonly screens: object;
  /** Those of its operations that store something: an admin sees at once that one is under way. */
  readonly storing: readonly OperationName[];
  /** Builds the effects of its operations over what it needs. */
  readonly createOperations: (dependencies: never) => Partial<Operations>;
}
