import { expect, vi } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { rowsOf } from '../data/cards.ts';

/** What a row of an admin's session is to hold; what is absent is as in a session that has nothing to do. */
export interface StoredSession {
  readonly snapshot: unknown;
  readonly version?: number;
  readonly child?: string | null;
  readonly operation?: { readonly id: string; readonly attempt: number } | null;
}

/** Puts a snapshot into an admin's row, as if it had been written and shown there; makes the row where there is none. */
export async function storeSession(
  database: Database,
  adminId: number,
  { snapshot, version = 1, child = null, operation = null }: StoredSession,
): Promise<void> {
  await rowsOf(
    database,
    `insert into admin_session
       (admin_id, version, snapshot, language, revision, shown_revision, child, operation, attempt)
     values (?, ?, ?::jsonb, 'en', 7, 7, ?, ?, ?)
     on conflict (admin_id, machine) do update set version = excluded.version,
       snapshot = excluded.snapshot, child = excluded.child, operation = excluded.operation,
       attempt = excluded.attempt`,
    [
      adminId,
      version,
      JSON.stringify(snapshot),
      child,
      child === null ? null : (operation?.id ?? null),
      child === null ? 0 : (operation?.attempt ?? 0),
    ],
  );
}

/** Reads an admin's row. */
export async function sessionOf(
  database: Database,
  adminId: number,
): Promise<Record<string, unknown>> {
  const [row] = await rowsOf(database, 'select * from admin_session where admin_id = ?', [adminId]);
  if (row === undefined) throw new Error(`the admin ${adminId} has no session`);
  return row;
}

/** Waits until no session has anything left to do and every update that was taken is finished. */
export async function untilSettled(database: Database, timeout = 60_000): Promise<void> {
  await vi.waitFor(
    async () => {
      const open = await rowsOf(
        database,
        `select admin_id, child, revision, shown_revision from admin_session
         where child is not null or shown_revision <> revision`,
      );
      expect(open).toEqual([]);
      const unfinished = await rowsOf(
        database,
        'select update_id from taken_update where finished_at is null',
      );
      expect(unfinished).toEqual([]);
    },
    { timeout, interval: 50 },
  );
}
