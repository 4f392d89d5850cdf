import { expect } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { rowsOf } from '../data/cards.ts';
import type { Phone } from '../playground/playground.ts';
import { PATIENT } from './patient-steps.ts';

/** Waits until an admin's session has nothing left to do. */
export async function untilAdminSettled(database: Database, { id }: Phone): Promise<void> {
  const open = `select child, revision, shown_revision from admin_session
    where admin_id = ? and (child is not null or revision <> shown_revision)`;
  await expect.poll(() => rowsOf(database, open, [id]), PATIENT).toEqual([]);
}

/** Waits until an admin sees what there is to see, while an operation may be under way. */
export async function untilShown(database: Database, { id }: Phone): Promise<void> {
  const behind = 'select 1 from admin_session where admin_id = ? and revision <> shown_revision';
  await expect.poll(() => rowsOf(database, behind, [id]), PATIENT).toEqual([]);
}

/**
 * What updates left behind, once it is settled: where the admin is, what was said last, and what is
 * registered. Ids and codes, which chance draws, are left out, so that two admins can be compared.
 */
export async function readOutcome(database: Database, admin: Phone): Promise<unknown> {
  await untilAdminSettled(database, admin);
  const session = await rowsOf(
    database,
    `select snapshot -> 'value' as state, snapshot #> '{context,notice}' as notice,
       snapshot #> '{context,kept,addCard,name}' as name, broken_snapshot, set_aside_at,
       snapshot #>> '{context,kept,addCard,original,sha256}' as original
     from admin_session where admin_id = ?`,
    [admin.id],
  );
  const cards = await rowsOf(
    database,
    `select name, status, (select array_agg(slot || sha256 order by slot) from photo
       where card_id = card.id) as photos
     from card where registered_by = ?`,
    [admin.id],
  );
  return { session, cards, says: withoutCodes((await admin.last()).text ?? '') };
}

function withoutCodes(text: string): string {
  return text.replace(/[0-9A-Z]{4}-?[0-9A-Z]{4}-?[0-9A-Z]{4}/g, 'CODE');
}

/**
 * Has the database note each write by which a session's revision goes back, or more is called shown
 * than there is. Returns what reads these notes.
 */
export async function watchRevisions(database: Database): Promise<() => Promise<unknown[]>> {
  await rowsOf(database, 'create table went_back (admin_id bigint)');
  await rowsOf(
    database,
    `create function note_going_back() returns trigger language plpgsql as $$ begin
       insert into went_back values (new.admin_id); return null; end $$`,
  );
  await rowsOf(
    database,
    `create trigger going_back after update on admin_session for each row
       when (new.revision < old.revision or new.shown_revision > new.revision)
       execute function note_going_back()`,
  );
  return () => rowsOf(database, 'select * from went_back');
}
