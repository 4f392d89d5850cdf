import { fromPromise, type PromiseActorLogic } from 'xstate';
import type { OperationTypes } from './registry.ts';

export type OperationName = keyof OperationTypes;

/** How an operation fails, as its error event carries it: plain JSON, since an `Error` becomes `{}` when it is stored. */
export interface OperationFailure {
  code: string;
}

/** The operations as the machine knows them: names and types without effects. */
export type OperationLogic = {
  [N in OperationName]: PromiseActorLogic<OperationTypes[N]['output'], OperationTypes[N]['input']>;
};

/**
 * Makes the operations that the machine invokes. The session runs their effects in jobs and feeds what
 * comes of them; an actor that was started by mistake fails and says so.
 */
export function declareOperations(names: readonly OperationName[]): OperationLogic {
  const declared = names.map((name) => [
    name,
    fromPromise(() =>
      Promise.reject(new Error(`operation ${name} runs in a job, not inside the machine`)),
    ),
  ]);
  return Object.fromEntries(declared) as OperationLogic;
}
