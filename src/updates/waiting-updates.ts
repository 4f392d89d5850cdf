import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import { IS_DUE } from '../database/due.ts';
import { createGathered, type Gathered } from './gathered.ts';
import { HOLD, type UpdateId } from './take-update.ts';

/** An update that cannot be answered delays the later updates of the same person by at most this. */
const ORDER_KEPT = "interval '1 minute'";

/** How long a process of an older version, which held nothing, has in hand what it took; it never noted that as due. */
const OLDER_VERSIONS_HOLD = "interval '8 seconds'";

/**
 * True for an update `one` where another of the same person comes first, else null. Not `exists`, which
 * would be planned as a join of all that wait with all that wait.
 */
const ONE_BEFORE = `
  select true from taken_update as before
  where before.finished_at is null and before.admin_id is null
    and before.payload ->> 'personId' = one.payload ->> 'personId'
    and before.taken_at < one.taken_at and before.taken_at > one.taken_at - ${ORDER_KEPT}
  limit 1`;

/**
 * Who waits is read once, with when another of the same person was taken before, in one pass: to look for
 * that other one row by row would compare all that wait with all that wait. Who cannot be read waits for nobody.
 */
const CLAIM: PreparedStatement = {
  name: 'claim_updates',
  text: `with waiting as materialized (
      select bot_id, update_id, taken_at, max(taken_at) over (
          partition by coalesce(payload ->> 'personId', bot_id || ' ' || update_id) order by taken_at
          range between unbounded preceding and interval '1 microsecond' preceding
        ) as before_at
      from taken_update where finished_at is null and admin_id is null
    ), free as materialized (
      select one.bot_id, one.update_id from taken_update as one join waiting using (bot_id, update_id)
      where one.finished_at is null and one.admin_id is null and ${IS_DUE}
        and (due_noted_at is not null or one.taken_at > clock_timestamp()
          or one.taken_at <= now() - ${OLDER_VERSIONS_HOLD})
        and (before_at is null or before_at <= one.taken_at - ${ORDER_KEPT})
      order by one.taken_at limit $1 for no key update of one skip locked
    )
    update taken_update as claimed set due_at = now() + ${HOLD}, due_noted_at = now()
    from free where claimed.bot_id = free.bot_id and claimed.update_id = free.update_id
    returning claimed.bot_id::float8 as bot_id, claimed.update_id::float8 as update_id, payload,
      greatest(extract(epoch from now() - taken_at), 0)::float8 as seconds`,
};

const claimedRow = z.object({
  bot_id: z.number(),
  update_id: z.number(),
  payload: z.unknown(),
  seconds: z.number(),
});

/** An update that was taken, waits for its answer, and is in nobody else's hand. */
export interface ClaimedUpdate {
  readonly id: UpdateId;
  /** What it needs to be answered, as it was stored. */
  readonly payload: unknown;
  /** How long it has waited. */
  readonly seconds: number;
}

/**
 * Takes up to so many updates in hand that wait for their answer and that no process holds, the oldest
 * first, and of one person only the first that waits. They are held like those that are taken in hand
 * at once. Two processes never get the same one. Throws what the database throws.
 */
export async function claimUpdates(database: Database, most: number): Promise<ClaimedUpdate[]> {
  const rows = z.array(claimedRow).parse(await database.run(CLAIM, [most]));
  const claimed = rows.map(({ bot_id: botId, update_id: updateId, payload, seconds }) => ({
    id: { botId, updateId },
    payload,
    seconds,
  }));
  return claimed.sort((first, second) => second.seconds - first.seconds);
}

const KEEP: PreparedStatement = {
  name: 'keep_updates',
  text: `update taken_update set due_at = now() + ${HOLD}, due_noted_at = now()
    from unnest($1::bigint[], $2::bigint[]) as held (bot_id, update_id)
    where taken_update.bot_id = held.bot_id and taken_update.update_id = held.update_id
      and finished_at is null`,
};

/** Holds updates for as long again. Throws what the database throws. */
export async function keepUpdates(database: Database, ids: readonly UpdateId[]): Promise<void> {
  await database.run(KEEP, columnsOf(ids));
}

const LET_GO: PreparedStatement = {
  name: 'let_go_updates',
  text: `update taken_update set due_at = null, due_noted_at = now()
    from unnest($1::bigint[], $2::bigint[]) as held (bot_id, update_id)
    where taken_update.bot_id = held.bot_id and taken_update.update_id = held.update_id
      and finished_at is null`,
};

/** Leaves updates to whichever process has room first. Throws what the database throws. */
export async function letUpdatesGo(database: Database, ids: readonly UpdateId[]): Promise<void> {
  if (ids.length > 0) await database.run(LET_GO, columnsOf(ids));
}

const LET_ALL_GO: PreparedStatement = {
  name: 'let_all_updates_go',
  text: `update taken_update set due_at = null, due_noted_at = now()
    where finished_at is null and admin_id is null
      and (due_noted_at is null or due_at <= now() + ${HOLD})`,
};

/**
 * Leaves all updates that are held to whichever process has room first; for the only process there is,
 * at its start. One that was put off by less than a hold's length may be tried a little early. Throws
 * what the database throws.
 */
export async function letAllUpdatesGo(database: Database): Promise<void> {
  await database.run(LET_ALL_GO, []);
}

function columnsOf(ids: readonly UpdateId[]): [number[], number[]] {
  return [ids.map((id) => id.botId), ids.map((id) => id.updateId)];
}

const PUT_OFF: PreparedStatement = {
  name: 'put_off_updates',
  text: `update taken_update set due_at = now() + make_interval(secs => off.seconds), due_noted_at = now()
    from unnest($1::bigint[], $2::bigint[], $3::float8[]) as off (bot_id, update_id, seconds)
    where taken_update.bot_id = off.bot_id and taken_update.update_id = off.update_id`,
};

/** An update that is to be answered no sooner than in so many seconds. */
export interface PutOff {
  readonly id: UpdateId;
  readonly seconds: number;
}

/** Puts updates off in one statement. Throws what the database throws. */
export async function putUpdatesOff(database: Database, off: readonly PutOff[]): Promise<void> {
  const ids = off.map(({ id }) => id);
  await database.run(PUT_OFF, [...columnsOf(ids), off.map(({ seconds }) => seconds)]);
}

/**
 * Puts updates off, many at a time; one that cannot be written is due when its hold is over.
 *
 * @param onError hears of each batch that could not be written
 */
export function createPuttingOff(
  database: Database,
  onError: (error: unknown) => void,
): Gathered<PutOff> {
  return createGathered((off) => putUpdatesOff(database, off), onError);
}

const COMES_AFTER: PreparedStatement = {
  name: 'comes_after_another',
  text: `select from taken_update as one
    where bot_id = $1 and update_id = $2 and (${ONE_BEFORE}) is not null`,
};

/** Whether an update comes after another one of the same person that still waits for its answer. Throws what the database throws. */
export async function comesAfterAnother(
  database: Database,
  { botId, updateId }: UpdateId,
): Promise<boolean> {
  return (await database.run(COMES_AFTER, [botId, updateId])).length > 0;
}
