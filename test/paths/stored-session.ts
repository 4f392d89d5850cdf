import { z } from 'zod';
import { type AdminSnapshot, freshSnapshot, restoreSnapshot } from '../../machines/snapshot.ts';
import type { Database } from '../../src/database/database.ts';
import { rowsOf } from '../support/data/cards.ts';

/** An admin's session as the database has it; revision 0: there is none yet. */
export interface StoredSession {
  readonly snapshot: AdminSnapshot;
  readonly revision: number;
  readonly screenMessage: number | null;
}

const rowSchema = z.object({
  version: z.number(),
  snapshot: z.unknown(),
  revision: z.number(),
  screen_message: z.coerce.number().nullable(),
});

/** Reads it. Throws where it cannot be restored. */
export async function readSession(database: Database, adminId: number): Promise<StoredSession> {
  const [found] = await rowsOf(
    database,
    'select version, snapshot, revision, screen_message from admin_session where admin_id = ?',
    [adminId],
  );
  if (found === undefined) return { snapshot: freshSnapshot(), revision: 0, screenMessage: null };
  const { version, snapshot, revision, screen_message: screenMessage } = rowSchema.parse(found);
  const restored = restoreSnapshot(version, snapshot);
  if (restored.type !== 'restored') throw new Error(`the session is ${restored.type}`);
  return { snapshot: restored.snapshot, revision, screenMessage };
}

/**
 * Writes a mark into the stored session that nothing of the bot knows of. It is there after the next
 * event only if the session was loaded anew for it, and no actor was kept. Says whether there was one to be marked.
 */
export async function markSession(
  database: Database,
  adminId: number,
  mark: number,
): Promise<boolean> {
  const marked = await rowsOf(
    database,
    `update admin_session set snapshot = jsonb_set(snapshot, '{context,albums}', (
       select coalesce(jsonb_agg(album), '[]') from jsonb_array_elements(snapshot #> '{context,albums}') album
       where album ->> 'id' not like 'mark %'
     ) || jsonb_build_array(jsonb_build_object('id', ?::text, 'told', false)))
     where admin_id = ? returning 1`,
    [nameOf(mark), adminId],
  );
  return marked.length > 0;
}

/** Whether a session carries the mark. */
export function hasMark({ context }: AdminSnapshot, mark: number): boolean {
  return context.albums.some(({ id }) => id === nameOf(mark));
}

function nameOf(mark: number): string {
  return `mark ${mark}`;
}
