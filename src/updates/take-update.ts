import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database, PreparedStatement } from '../database/database.ts';
import {
  type PersonNames,
  personValues,
  REFRESH_PERSON,
  REFRESH_REPLIED_PERSON,
} from './person.ts';

/**
 * Names an update: Telegram's number is unique only within one bot, and only for a time, since after a
 * week without updates the next number is drawn at random (source: Bot API, Update). So no order over
 * time is read from it, and what is kept by it is kept for 25 hours.
 */
export interface UpdateId {
  readonly botId: number;
  readonly updateId: number;
}

/** An update that was taken now, and wants a reply. */
export interface TakenForReply {
  /** The update of the same person that was taken before this one, by whichever process; null: none is known. */
  readonly after: UpdateId | null;
}

/** Telegram keeps an update for 24 hours (source: Bot API, getUpdates): after this nobody can deliver it again. */
export const KEPT_FOR = "interval '25 hours'";

/**
 * For so long an update is held that a process has in hand: it is renewed while the process lives, and
 * when it is over another one may take the update up.
 */
export const HOLD = "interval '10 seconds'";

/**
 * The values of `due_at` and `due_noted_at` of an update that is taken: held where the expression says
 * that the process has its answer in hand, else due at once.
 */
export function heldIf(condition: string): string {
  return `case when ${condition} then now() + ${HOLD} end, now()`;
}

/**
 * What becomes of the row that a taken update has already, for `insert into taken_update`: it stays,
 * and the update is a duplicate; one that is too old to be this update's gives way.
 */
export const UNLESS_TAKEN = `
  on conflict (bot_id, update_id) do update set
    payload = excluded.payload, admin_id = excluded.admin_id, revision = null,
    taken_at = excluded.taken_at, due_at = excluded.due_at, due_noted_at = excluded.due_noted_at,
    finished_at = excluded.finished_at
  where taken_update.taken_at < now() - ${KEPT_FOR}`;

const TAKE_SQL = `
  with taken as (
    insert into taken_update (bot_id, update_id, payload, finished_at, due_at, due_noted_at)
    values ($1, $2, $3, case when $3::jsonb is null then now() end, ${heldIf('$9::boolean')})
    ${UNLESS_TAKEN} returning update_id
  ), seen as (
    insert into person as p
      (id, first_name, last_name, username, language_code, messages, last_update)
    select $4, $5, $6, $7, $8, 1, $2 from taken
    on conflict (id) do update set ${REFRESH_REPLIED_PERSON}
    returning update_before
  )
  select update_before::float8 as before from seen`;

const TAKE: PreparedStatement = { name: 'take_update', text: TAKE_SQL };

/**
 * Takes an update and refreshes who wrote it, in one statement.
 *
 * @param payload what is needed to answer it later, should this process die first; null when it
 *   needs no answer, and then it is finished at once
 * @param isHeld whether this process has the answer in hand; else (the default) it is due for whoever has room
 * @returns null when it was taken before: then nothing changes
 */
export async function takeUpdate(
  database: Database,
  id: UpdateId,
  person: PersonNames,
  payload: unknown,
  isHeld = false,
): Promise<TakenForReply | null> {
  const [row] = await database.run<{ before: number | null }>(TAKE, [
    id.botId,
    id.updateId,
    payload === null ? null : JSON.stringify(payload),
    ...personValues(person),
    isHeld,
  ]);
  return row === undefined ? null : { after: updateBefore(id, row.before) };
}

const PUT_ASIDE: PreparedStatement = {
  name: 'put_update_aside',
  text: `insert into taken_update (bot_id, update_id, payload, finished_at, due_at, due_noted_at)
    values ($1, $2, $3, case when $3::jsonb is null then now() end, ${heldIf('$4::boolean')})
    ${UNLESS_TAKEN} returning update_id`,
};

/**
 * Notes that an update is done with, without having had its effect. It touches nothing of the person,
 * whose row or name may be why.
 *
 * @param payload as for {@link takeUpdate}
 * @param isHeld as for {@link takeUpdate}
 * @returns false when it was taken before: then nothing changes
 */
export async function putUpdateAside(
  database: Database,
  id: UpdateId,
  payload: unknown,
  isHeld = false,
): Promise<boolean> {
  const stored = payload === null ? null : JSON.stringify(payload);
  return (await database.run(PUT_ASIDE, [id.botId, id.updateId, stored, isHeld])).length > 0;
}

/** Names the update whose number was read from the database beside this one's. */
export function updateBefore({ botId }: UpdateId, updateId: number | null): UpdateId | null {
  return updateId === null ? null : { botId, updateId };
}

/**
 * The same within a transaction, for an update whose answer is a screen: it is finished when that is
 * shown. Returns false when it was taken before.
 */
export async function takeUpdateWithin(
  em: EntityManager,
  id: UpdateId,
  person: PersonNames,
): Promise<boolean> {
  const [row] = await em.execute<{ taken: number }[]>(
    `with taken as (
       insert into taken_update (bot_id, update_id, admin_id) values (?, ?, ?)
       ${UNLESS_TAKEN} returning update_id
     ), seen as (
       insert into person as p (id, first_name, last_name, username, language_code, messages)
       select ?, ?, ?, ?, ?, 1 from taken
       on conflict (id) do update set ${REFRESH_PERSON}
     )
     select count(*)::int as taken from taken`,
    [id.botId, id.updateId, person.id, ...personValues(person)],
  );
  return row?.taken === 1;
}
