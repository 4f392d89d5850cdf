import { type EntityManager, LockMode, raw } from '@mikro-orm/postgresql';
import type { SessionMachine, SessionSnapshot } from '../../machines/session/machine.ts';
import { AdminSession } from '../database/entities/admin-session.ts';
import type { Logger } from '../log.ts';
import { currentRequest } from '../request.ts';
import type { JobSender, OperationKey } from './ports.ts';

/** What it takes to keep a session: its machine, and who sends the jobs that it calls for. */
interface Keeping {
  readonly machine: SessionMachine;
  readonly jobs: JobSender;
}

/**
 * Locks a session's row until the transaction ends; makes it first where it is missing, since a
 * missing row cannot be locked.
 */
export async function lockSession(
  em: EntityManager,
  machine: SessionMachine,
  adminId: number,
): Promise<AdminSession> {
  await em.execute(
    `insert into admin_session (admin_id, machine, version, snapshot) values (?, ?, ?, ?)
     on conflict do nothing`,
    [adminId, machine.name, machine.version, JSON.stringify(machine.persist(machine.fresh()))],
  );
  return em.findOneOrFail(
    AdminSession,
    { adminId, machine: machine.name },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
}

/** What a row's snapshot is to this program. `reset` is a fresh one in place of a broken one, whose JSON the row keeps. */
export type Opened =
  | { type: 'open'; snapshot: SessionSnapshot }
  | { type: 'reset'; snapshot: SessionSnapshot; reason: string }
  | { type: 'newer' };

/** Restores the snapshot of a locked row. A broken one is kept aside in the row and replaced by home with a word of explanation. */
export function openSnapshot(machine: SessionMachine, row: AdminSession): Opened {
  const restored = machine.restore(row.version, row.snapshot);
  if (restored.type === 'newer') return restored;
  if (restored.type === 'restored') return { type: 'open', snapshot: restored.snapshot };
  row.brokenSnapshot = row.snapshot;
  return { type: 'reset', snapshot: machine.fresh('session_reset'), reason: restored.reason };
}

/**
 * Writes the next snapshot into a locked row, raises its revision, and sends the jobs that it calls
 * for: its screen always, and its operation when this change began one. The caller commits.
 */
export async function saveSnapshot(
  em: EntityManager,
  row: AdminSession,
  next: SessionSnapshot,
  { machine, jobs }: Keeping,
): Promise<void> {
  row.version = machine.version;
  row.snapshot = machine.persist(next);
  row.heldPhotos = machine.heldPhotos(next).map(({ cardId, slot }) => `${cardId}/${slot}`);
  row.revision += 1;
  row.requestId = currentRequest();
  row.updatedAt = raw<Date>('now()');
  row.delivered = row.delivered.filter((noted) =>
    next.context.deliveries.some(({ key }) => noted === key || noted.startsWith(`${key}:`)),
  );
  const wanted = operationKey(machine, row.adminId, next);
  const began = wanted !== null && !isOperationOf(row, wanted);
  if (wanted === null || began) {
    row.child = wanted?.child ?? null;
    row.operation = wanted?.operation ?? null;
    row.attempt = wanted?.attempt ?? 0;
    row.run = 0;
    row.operationRequestId = wanted === null ? null : currentRequest();
  }
  if (!next.hasTag('failed')) row.setAsideAt = null;
  await em.flush();
  await jobs.screen(em, row.adminId);
  if (began) await jobs.operate(em, wanted);
}

/** Writes the fresh snapshot of a session that was found broken, and says so to the operator. */
export async function saveReset(
  em: EntityManager,
  row: AdminSession,
  { snapshot, reason }: Extract<Opened, { type: 'reset' }>,
  keeping: Keeping & { readonly log: Logger },
): Promise<void> {
  keeping.log.error({ adminId: row.adminId, reason }, 'session was broken and is reset');
  await saveSnapshot(em, row, snapshot, keeping);
}

function operationKey(
  machine: SessionMachine,
  adminId: number,
  snapshot: SessionSnapshot,
): OperationKey | null {
  const child = machine.operationOf(snapshot);
  if (child === null) return null;
  const operation = snapshot.context.operation;
  if (operation === null) throw new Error(`${child} was invoked without an operation`);
  return { adminId, child, operation: operation.id, attempt: operation.attempt };
}

/** Whether the row is still waiting for this very operation and attempt. */
export function isOperationOf(row: AdminSession, key: OperationKey): boolean {
  return row.operation === key.operation && row.attempt === key.attempt;
}
