import type { AdminEvent } from '../../machines/session/events.ts';
import type { OperationName } from '../../machines/session/operations.ts';

/** One thing that happens on a path: what a person does, or how the operation ends that the session waits for. */
export interface Step {
  /** The case, as `adminCases` and `resultCases` name it. */
  readonly name: string;
  readonly event: AdminEvent;
  /** The operation that ends with this step; null: a person does something. */
  readonly operation: OperationName | null;
}

/** One way through the machine, beginning at home in a new session. `sentence` tells it to a tester. */
export interface Path {
  readonly sentence: string;
  readonly steps: readonly Step[];
}
