import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import { KEPT_FOR, type UpdateId } from './take-update.ts';

/**
 * So long a process has an update to itself that it tries: longer than a statement may take. Then its
 * process is dead, or so slow that a second try beside it is the better way, and harmless.
 */
const CLAIMED_FOR = "interval '15 seconds'";

/** More chats than this are not looked at together; the others come when these are through. */
const MOST_LANES = 10_000;

/** An update as it came, and the chat in which it has its turn. */
export interface ToDefer {
  readonly id: number;
  readonly lane: string;
  readonly raw: unknown;
}

/** The number of an update is drawn anew at times: a row that is too old to be this one's gives way. */
const DEFER: PreparedStatement = {
  name: 'defer_updates',
  text: `insert into deferred_update (bot_id, update_id, lane, raw)
    select $1, update_id, lane, raw
    from unnest($2::bigint[], $3::text[], $4::text[]) with ordinality as one (update_id, lane, raw, nth)
    order by nth
    on conflict (bot_id, update_id) do update set
      place = excluded.place, lane = excluded.lane, raw = excluded.raw,
      deferred_at = excluded.deferred_at, tries = 0, claimed_until = null
    where deferred_update.deferred_at < now() - ${KEPT_FOR}`,
};

/**
 * Keeps updates that cannot be taken now, in this order, in one statement; those that are kept already
 * stay where they are. Throws what `pg` throws: then, as far as is known, none is kept.
 */
export async function deferUpdates(
  database: Database,
  botId: number,
  updates: readonly ToDefer[],
): Promise<void> {
  // The statement cannot meet the same row twice.
  const each = [...new Map(updates.map((update) => [update.id, update])).values()];
  await database.run(DEFER, [
    botId,
    each.map(({ id }) => id),
    each.map(({ lane }) => lane),
    each.map(({ raw }) => JSON.stringify(raw)),
  ]);
}

/** What is older could have been taken and forgotten since, and would be taken twice. */
const IS_KEPT = `deferred_at > now() - ${KEPT_FOR}`;

const LANES: PreparedStatement = {
  name: 'deferred_lanes',
  text: `select lane from deferred_update where bot_id = $1 and ${IS_KEPT}
    group by lane order by min(place) limit ${MOST_LANES}`,
};

/** Names the chats of which updates are kept, the one that waits longest first. Throws what `pg` throws. */
export async function deferredLanes(database: Database, botId: number): Promise<string[]> {
  const rows = await database.run<{ lane: string }>(LANES, [botId]);
  return rows.map(({ lane }) => lane);
}

/** Claims that reach further than any can were made by a clock that has been put back since. */
const CLAIM: PreparedStatement = {
  name: 'claim_deferred_update',
  text: `with first as (
      select update_id from deferred_update
      where bot_id = $1 and lane = $2 and ${IS_KEPT} order by place limit 1
    ), free as (
      select update_id from deferred_update
      where bot_id = $1 and update_id = (select update_id from first)
        and (claimed_until is null or claimed_until <= now()
          or claimed_until > clock_timestamp() + ${CLAIMED_FOR})
      for update skip locked
    ), claimed as (
      update deferred_update as one set claimed_until = now() + ${CLAIMED_FOR}, tries = tries + 1
      from free where one.bot_id = $1 and one.update_id = free.update_id
      returning one.update_id, raw, tries, extract(epoch from now() - deferred_at)::float8 as seconds
    )
    select first.update_id::float8 as "updateId", raw, tries, seconds
    from first left join claimed using (update_id)`,
};

const claimRow = z.object({
  updateId: z.number(),
  raw: z.string().nullable(),
  tries: z.number().nullable(),
  seconds: z.number().nullable(),
});

/** The first update of a chat, to be tried by this process alone for a while. */
export interface ClaimedUpdate {
  readonly id: UpdateId;
  readonly raw: unknown;
  /** The how manieth try from the table this is, from 1, whichever processes made those before. */
  readonly tries: number;
  /** How long it has been kept. */
  readonly seconds: number;
}

/**
 * Claims the first update that is kept of a chat. `none`: there is none; `elsewhere`: another process
 * tries it. Throws what `pg` throws.
 */
export async function claimDeferred(
  database: Database,
  botId: number,
  lane: string,
): Promise<ClaimedUpdate | 'none' | 'elsewhere'> {
  const [row] = await database.run(CLAIM, [botId, lane]);
  if (row === undefined) return 'none';
  const { updateId, raw, tries, seconds } = claimRow.parse(row);
  if (raw === null) return 'elsewhere';
  const id = { botId, updateId };
  return { id, raw: JSON.parse(raw), tries: tries ?? 1, seconds: seconds ?? 0 };
}

const RELEASE: PreparedStatement = {
  name: 'release_deferred_update',
  text: 'update deferred_update set claimed_until = null where bot_id = $1 and update_id = $2',
};

/** Gives back an update that could not be taken, so that any process may try it. Throws what `pg` throws. */
export async function releaseDeferred(
  database: Database,
  { botId, updateId }: UpdateId,
): Promise<void> {
  await database.run(RELEASE, [botId, updateId]);
}

const REMOVE: PreparedStatement = {
  name: 'remove_deferred_update',
  text: 'delete from deferred_update where bot_id = $1 and update_id = $2',
};

/** Forgets an update that was taken or put aside. Throws what `pg` throws. */
export async function removeDeferred(
  database: Database,
  { botId, updateId }: UpdateId,
): Promise<void> {
  await database.run(REMOVE, [botId, updateId]);
}

const PURGE: PreparedStatement = {
  name: 'purge_deferred_updates',
  text: `delete from deferred_update where not ${IS_KEPT}`,
};

/** What is kept of the future would stay for good; from now on it is as old as any. */
const BRING_BACK: PreparedStatement = {
  name: 'bring_back_deferred_updates',
  text: 'update deferred_update set deferred_at = now() where deferred_at > clock_timestamp()',
};

/** Forgets what nobody could take in 25 hours. Throws what `pg` throws. */
export async function purgeDeferredUpdates(database: Database): Promise<void> {
  await database.run(PURGE, []);
  await database.run(BRING_BACK, []);
}
