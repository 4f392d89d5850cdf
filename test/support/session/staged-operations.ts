import type { OperationName } from '../../../machines/session/operations.ts';
import type { Operation, OperationContext, Operations } from '../../../src/session/operation.ts';

type AnyOperation = Operation<unknown, unknown>;

/** What a test puts in an operation's place; `real` is the one it stands for. */
export type StandIn = (
  input: unknown,
  context: OperationContext,
  real: AnyOperation,
) => ReturnType<AnyOperation>;

/** The real operations, each of which a test may replace for a while. */
export interface StagedOperations {
  readonly operations: Operations;
  /** The name of each run that was begun, in order. */
  readonly runs: OperationName[];
  replace(name: OperationName, standIn: StandIn): void;
  /** Puts all back and forgets the runs. */
  reset(): void;
}

/** Wraps the real operations. */
export function stageOperations(real: Operations): StagedOperations {
  const standIns = new Map<OperationName, StandIn>();
  const runs: OperationName[] = [];

  const staged = (name: OperationName): AnyOperation => {
    const operation = real[name] as AnyOperation;
    return (input, context) => {
      runs.push(name);
      const standIn = standIns.get(name);
      return standIn === undefined ? operation(input, context) : standIn(input, context, operation);
    };
  };
  const names = Object.keys(real) as OperationName[];
  return {
    operations: Object.fromEntries(names.map((name) => [name, staged(name)])) as Operations,
    runs,
    replace: (name, standIn) => void standIns.set(name, standIn),
    reset() {
      standIns.clear();
      runs.length = 0;
    },
  };
}
