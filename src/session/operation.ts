import type { EntityManager } from '@mikro-orm/postgresql';
import type { OperationName } from '../../machines/session/operations.ts';
import type { OperationTypes } from '../../machines/session/registry.ts';

/** What surrounds one run of an operation: who it is for, which one it is, and the signal that ends it early. */
export interface OperationContext {
  readonly adminId: number;
  /** Names the operation among all of all admins; each run and attempt of it bears the same. */
  readonly operation: string;
  readonly signal: AbortSignal;
}

/** The database part of an operation: runs in the transaction that also commits the operation's result, so that both count or neither does. */
export type Write<Output> = (em: EntityManager) => Promise<Output>;

/**
 * An effect that the machine waits for. It does its slow part (downloading, storing) outside any
 * transaction, any number of times without harm, and returns what is to be written.
 * Throws an `AppError` for what a person is to hear about; anything else counts as a fault of ours.
 */
export type Operation<Input, Output> = (
  input: Input,
  context: OperationContext,
) => Promise<Write<Output>>;

/** All operations of the admin session, by the name that the machine invokes them with. */
export type Operations = {
  readonly [N in OperationName]: Operation<OperationTypes[N]['input'], OperationTypes[N]['output']>;
};
