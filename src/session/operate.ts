import { type EntityManager, raw } from '@mikro-orm/postgresql';
import type { SessionMachine, SessionSnapshot } from '../../machines/session/machine.ts';
import type { OperationFailure, OperationName } from '../../machines/session/operations.ts';
import type { OperationTypes } from '../../machines/session/registry.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { AdminSession } from '../database/entities/admin-session.ts';
import { AppError } from '../errors.ts';
import { nameRequest } from '../request.ts';
import type { SessionDependencies } from './dependencies.ts';
import type { Operation, Write } from './operation.ts';
import type { OperationKey } from './ports.ts';
import {
  isOperationOf,
  lockSession,
  openSnapshot,
  saveReset,
  saveSnapshot,
} from './session-row.ts';
import { retryWhileAway } from './while-database-away.ts';

/** Runs of one attempt of an operation before it is given up; the admin may then try again. */
export const RUNS_PER_ATTEMPT = 5;

const LATER_SECONDS = 5;

type Claim =
  | { type: 'run'; run: number; name: OperationName; input: unknown; topic: number | null }
  | { type: 'over' }
  | { type: 'given_up' };

/** What an operation came to: what it wants written, or how it failed. */
type Result =
  | { type: 'done'; write: Write<unknown> }
  | { type: 'failed'; failure: OperationFailure };

/**
 * Runs the operation that the key names, if its session still waits for it, and feeds what comes of
 * it. Safe to run in several processes at once: only the latest run's writes and result count.
 * Resolves when there is nothing left to do here; an operation cut off by the signal is taken up by
 * another run. Does not throw for failures of the operation or of the database.
 */
export async function operate(
  dependencies: SessionDependencies,
  key: OperationKey,
  signal: AbortSignal,
): Promise<void> {
  try {
    while (!signal.aborted) {
      const claim = await retryWhileAway(signal, () => claimRun(dependencies, key));
      noteClaim(dependencies, key, claim);
      if (claim.type !== 'run') return;
      if ((await runOnce(dependencies, key, claim, signal)) === 'over') return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const { adminId, child, attempt } = key;
    dependencies.log.warn({ adminId, child, attempt }, 'operation was cut off');
  }
}

/** Tells the operator of a committed claim that is out of the ordinary. */
function noteClaim(
  { log, metrics }: SessionDependencies,
  { adminId, child, attempt }: OperationKey,
  claim: Claim,
): void {
  if (claim.type === 'given_up') {
    log.error({ adminId, child, attempt }, 'operation is given up');
    metrics.operationsGivenUp.inc({ operation: child });
  } else if (claim.type === 'run' && (claim.run > 1 || attempt > 1)) {
    const by = claim.run > 1 ? 'process' : 'person';
    metrics.operationsRetried.inc({ operation: child, by });
  }
}

/** Does one run that was claimed. `again`: there is no result to feed to the machine; another run may succeed. */
async function runOnce(
  dependencies: SessionDependencies,
  key: OperationKey,
  { run, name, input, topic }: Extract<Claim, { type: 'run' }>,
  signal: AbortSignal,
): Promise<'over' | 'again'> {
  const { adminId, child, attempt } = key;
  const about = { adminId, child, attempt, run };
  dependencies.log.info(about, 'operation begins');
  const stopShowingBusy = dependencies.showing.busy({ adminId, topic }, name);
  const stopTimer = dependencies.metrics.operationSeconds.startTimer({ operation: name });
  try {
    await dependencies.faults('after-run-claim');
    const result = await perform(dependencies, key, { name, input }, signal);
    if (result === null) {
      stopTimer({ result: 'fault' });
      return 'again';
    }
    await dependencies.faults('before-result-commit');
    const settled = await retryWhileAway(signal, () => settle(dependencies, key, run, result));
    stopTimer({ result: settled === 'settled' ? result.type : settled });
    dependencies.log.info({ ...about, result: result.type, settled }, 'operation ended');
    return settled === 'again' ? 'again' : 'over';
  } finally {
    stopShowingBusy();
  }
}

async function claimRun(dependencies: SessionDependencies, key: OperationKey): Promise<Claim> {
  const { database, machine, jobs, log } = dependencies;
  return database.fork().transactional(async (em): Promise<Claim> => {
    const row = await lockSession(em, machine, key.adminId);
    if (!isOperationOf(row, key)) return { type: 'over' };
    nameRequest(row.operationRequestId ?? null);
    const opened = openSnapshot(machine, row);
    if (opened.type === 'newer') {
      await jobs.operateLater(em, key, LATER_SECONDS);
      return { type: 'over' };
    }
    if (opened.type === 'reset') {
      await saveReset(em, row, opened, { machine, jobs, log });
      return { type: 'over' };
    }
    const name = machine.operationOf(opened.snapshot);
    if (name === null) return { type: 'over' };
    row.run += 1;
    if (row.run <= RUNS_PER_ATTEMPT) {
      const input = machine.inputOf(opened.snapshot, name);
      return { type: 'run', run: row.run, name, input, topic: row.topic ?? null };
    }
    row.setAsideAt = raw<Date>('now()');
    await feed(em, row, dependencies, { type: 'failed', failure: { code: 'gave_up' } });
    return { type: 'given_up' };
  });
}

/** Runs the slow part. Returns null after a fault of ours: the next run may do better, and runs are counted. */
async function perform(
  { operations, log }: SessionDependencies,
  key: OperationKey,
  { name, input }: { name: OperationName; input: unknown },
  signal: AbortSignal,
): Promise<Result | null> {
  const { adminId, child } = key;
  try {
    const operation = `${adminId}:${key.operation}`;
    const write = await operationNamed(operations, name)(input, { adminId, operation, signal });
    return { type: 'done', write };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) {
      log.warn({ adminId, child, code: error.code, reason: error.message }, 'operation failed');
      return { type: 'failed', failure: { code: error.code } };
    }
    log.error({ adminId, child, err: error }, 'operation met an unexpected error');
    return null;
  }
}

/** The input is untyped JSON here. The machine typed it when it was stored, so the cast is safe. */
function operationNamed<N extends OperationName>(
  operations: SessionDependencies['operations'],
  name: N,
): Operation<unknown, OperationTypes[N]['output']> {
  return operations[name] as Operation<unknown, OperationTypes[N]['output']>;
}

/** Writes what the operation wants written and feeds its result, in one transaction, while the row holds this very run. */
async function settle(
  dependencies: SessionDependencies,
  key: OperationKey,
  run: number,
  result: Result,
): Promise<'settled' | 'overtaken' | 'again'> {
  const { database, machine, log } = dependencies;
  try {
    return await database.fork().transactional(async (em) => {
      const row = await lockSession(em, machine, key.adminId);
      if (!isOperationOf(row, key) || row.run !== run) return 'overtaken';
      await feed(em, row, dependencies, result);
      return 'settled';
    });
  } catch (error) {
    if (isPassingDatabaseError(error)) throw error;
    if (result.type === 'done' && error instanceof AppError) {
      const { adminId, child } = key;
      log.warn({ adminId, child, code: error.code, reason: error.message }, 'operation failed');
      return settle(dependencies, key, run, { type: 'failed', failure: { code: error.code } });
    }
    log.error(
      { adminId: key.adminId, child: key.child, err: error },
      'result could not be written',
    );
    return 'again';
  }
}

/** The operation that a session waits for, as this program names it: the row may name it as an earlier one did. */
function requireOperation(machine: SessionMachine, snapshot: SessionSnapshot): OperationName {
  const name = machine.operationOf(snapshot);
  if (name === null) throw new Error('the session waits for no operation');
  return name;
}

async function feed(
  em: EntityManager,
  row: AdminSession,
  { machine, jobs, faults }: Pick<SessionDependencies, 'machine' | 'jobs' | 'faults'>,
  result: Result,
): Promise<void> {
  const opened = openSnapshot(machine, row);
  if (opened.type !== 'open') throw new Error('the session cannot take a result');
  const name = requireOperation(machine, opened.snapshot);
  const end =
    result.type === 'done'
      ? { type: 'done' as const, output: await result.write(em) }
      : { type: 'failed' as const, code: result.failure.code };
  await faults('after-insert');
  const next = machine.end(opened.snapshot, name, end);
  await saveSnapshot(em, row, next, { machine, jobs });
}
