import { z } from 'zod';
import type { SessionMachine } from '../../machines/session/machine.ts';
import type { Database } from '../database/database.ts';
import { AdminSession } from '../database/entities/admin-session.ts';
import { inRequest } from '../request.ts';
import type { JobSender } from './ports.ts';
import { lockSession, openSnapshot, saveSnapshot } from './session-row.ts';

/** A session as an operator sees it: no names, no texts. */
export interface SessionSummary {
  readonly adminId: number;
  readonly state: string;
  readonly failure: string | null;
  readonly child: string | null;
  readonly run: number;
  readonly isBehind: boolean;
  readonly setAsideAt: Date | null;
  readonly updatedAt: Date;
}

const summaryRow = z.object({
  admin_id: z.coerce.number(),
  value: z.unknown(),
  failure: z.string().nullable(),
  child: z.string().nullable(),
  run: z.number(),
  is_behind: z.boolean(),
  set_aside_at: z.coerce.date().nullable(),
  updated_at: z.coerce.date(),
});

/** Lists all sessions of a machine, those whose operation was given up first. */
export async function listSessions(
  database: Database,
  machine: SessionMachine,
): Promise<SessionSummary[]> {
  const rows = await database.fork().execute(
    `select admin_id, snapshot -> 'value' as value, snapshot #>> '{context,failure}' as failure,
       child, run, shown_revision < revision as is_behind, set_aside_at, updated_at
     from admin_session where machine = ? order by set_aside_at nulls last, admin_id`,
    [machine.name],
  );
  return z
    .array(summaryRow)
    .parse(rows)
    .map((row) => ({
      adminId: row.admin_id,
      state: stateName(row.value),
      failure: row.failure,
      child: row.child,
      run: row.run,
      isBehind: row.is_behind,
      setAsideAt: row.set_aside_at,
      updatedAt: row.updated_at,
    }));
}

function stateName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value).flat().join('.');
}

/** What came of trying again: `nothing` when the session does not offer it, or a newer program owns it. */
export type Retried = { type: 'retried'; state: string } | { type: 'nothing' };

/** Presses *Try again* for an admin whose operation failed or was given up. */
export async function retrySession(
  { database, machine, jobs }: { database: Database; machine: SessionMachine; jobs: JobSender },
  adminId: number,
): Promise<Retried> {
  return database.fork().transactional(async (em): Promise<Retried> => {
    if ((await em.count(AdminSession, { adminId, machine: machine.name })) === 0)
      return { type: 'nothing' };
    const row = await lockSession(em, machine, adminId);
    const opened = openSnapshot(machine, row);
    if (opened.type !== 'open' || !opened.snapshot.hasTag('failed')) return { type: 'nothing' };
    const event = { type: 'RETRY' as const, id: `operator-${row.revision}` };
    const next = machine.take(opened.snapshot, event);
    row.showOnMessage = null;
    await inRequest(event.id, () => saveSnapshot(em, row, next, { machine, jobs }));
    return { type: 'retried', state: machine.statePath(next) };
  });
}
