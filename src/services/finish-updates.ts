import type { Database, PreparedStatement } from '../database/database.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import { IS_DUE } from '../database/due.ts';
import { inRequest } from '../request.ts';
import { purgeDeferredUpdates } from './deferred-updates.ts';
import { KEPT_FOR, type UpdateId } from './take-update.ts';

/** Does not wait until the disk has it: what a crash of the server undoes is only answered once more. */
const FINISH: PreparedStatement = {
  name: 'finish_updates',
  text: `with lazily as materialized (select set_config('synchronous_commit', 'off', true))
    update taken_update set finished_at = now(), payload = null
    from lazily, unnest($1::bigint[], $2::bigint[]) as done (bot_id, update_id)
    where taken_update.bot_id = done.bot_id and taken_update.update_id = done.update_id
      and finished_at is null`,
};

/** Marks updates as answered, many at a time. */
export interface FinishedUpdates {
  /** Notes an answered update. It is written within a fraction of a second, or when the database is back. */
  add(id: UpdateId): void;
  /** Writes all that is noted so far. Resolves when that was tried: an update that stays unmarked is only answered once more. */
  flush(): Promise<void>;
}

/** Far less than what the sweep waits for, and long enough for a good many at a time. */
const DELAY_MS = 250;
const DATABASE_PAUSE_MS = 1_000;

/**
 * Gathers answered updates and marks them in one statement for many, since one each would cost the
 * hot path as much as the check itself. While the database is away they are kept and written later.
 *
 * @param onError hears of each batch that could not be written
 */
export function createFinishedUpdates(
  database: Database,
  onError: (error: unknown) => void,
): FinishedUpdates {
  let waiting: UpdateId[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    timer = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const values = [batch.map((id) => id.botId), batch.map((id) => id.updateId)];
    try {
      await database.run(FINISH, values);
    } catch (error) {
      if (isPassingDatabaseError(error)) {
        waiting = batch.concat(waiting);
        timer ??= setTimeout(flush, DATABASE_PAUSE_MS).unref();
      }
      onError(error);
    }
  };
  const flush = () => {
    clearTimeout(timer);
    // Whatever `onError` throws is of this batch alone: those to come are written all the same.
    writing = writing.then(write).catch(() => {});
    return writing;
  };
  return {
    add(id) {
      waiting.push(id);
      timer ??= inRequest(null, () => setTimeout(flush, DELAY_MS));
    },
    flush,
  };
}

/** One that cannot be answered holds up those of the same person for a minute, and no longer. One that was taken in the future was taken before the clock was put back. */
const UNFINISHED: PreparedStatement = {
  name: 'unfinished_updates',
  text: `select bot_id::float8 as "botId", update_id::float8 as "updateId" from taken_update as one
    where finished_at is null and admin_id is null
      and (taken_at <= now() - make_interval(secs => $1) or taken_at > clock_timestamp())
      and ${IS_DUE}
      and not exists (
        select from taken_update as before
        where before.finished_at is null and before.admin_id is null
          and before.taken_at < one.taken_at and before.taken_at > one.taken_at - interval '1 minute'
          and before.payload ->> 'personId' = one.payload ->> 'personId')
    order by taken_at limit 100`,
};

/**
 * Names updates that were taken at least so many seconds ago and still wait for their answer; screens
 * are not among them, and of one person the first comes before the others.
 */
export function unfinishedUpdates(
  database: Database,
  olderThanSeconds: number,
): Promise<UpdateId[]> {
  return database.run<UpdateId>(UNFINISHED, [olderThanSeconds]);
}

const POSTPONE: PreparedStatement = {
  name: 'postpone_update',
  text: `update taken_update set due_at = now() + make_interval(secs => $3), due_noted_at = now()
    where bot_id = $1 and update_id = $2`,
};

/** Leaves an update to be answered no sooner than in so many seconds, as Telegram asked. */
export async function postponeUpdate(
  database: Database,
  id: UpdateId,
  seconds: number,
): Promise<void> {
  await database.run(POSTPONE, [id.botId, id.updateId, seconds]);
}

const WAITING: PreparedStatement = {
  name: 'waiting_update',
  text: `select payload, greatest(extract(epoch from now() - taken_at), 0)::float8 as seconds
    from taken_update
    where bot_id = $1 and update_id = $2 and finished_at is null
      and ${IS_DUE}`,
};

/** An update that was taken and waits for its answer. */
export interface WaitingUpdate {
  /** What it needs to be answered, as it was stored. */
  readonly payload: unknown;
  /** How long it has waited. */
  readonly seconds: number;
}

/** Returns an unfinished update; null when it is finished, not due yet, or needs no answer. */
export async function waitingUpdate(
  database: Database,
  id: UpdateId,
): Promise<WaitingUpdate | null> {
  const [row] = await database.run<WaitingUpdate>(WAITING, [id.botId, id.updateId]);
  return row === undefined || row.payload === null ? null : row;
}

const IS_WAITING: PreparedStatement = {
  name: 'is_waiting_update',
  text: `select from taken_update
    where bot_id = $1 and update_id = $2 and finished_at is null and admin_id is null
      and taken_at between now() - make_interval(secs => $3) and clock_timestamp()
      and coalesce(payload ->> 'personId', $4) = $4`,
};

/**
 * Whether an update of this person that was taken in the last so many seconds still waits for its
 * reply. Another person's may have the same number, when the person's is from before the numbers began
 * anew.
 */
export async function isWaiting(
  database: Database,
  { botId, updateId }: UpdateId,
  { personId, withinSeconds }: { personId: number; withinSeconds: number },
): Promise<boolean> {
  const rows = await database.run(IS_WAITING, [botId, updateId, withinSeconds, String(personId)]);
  return rows.length > 0;
}

const PURGE: PreparedStatement = {
  name: 'purge_taken_updates',
  text: `delete from taken_update where taken_at < now() - ${KEPT_FOR}`,
};

/** A row of the future would stay for good; from now on it is as old as any. */
const BRING_BACK: PreparedStatement = {
  name: 'bring_back_taken_updates',
  text: 'update taken_update set taken_at = now() where taken_at > clock_timestamp()',
};

/**
 * Forgets updates that Telegram cannot send again: it keeps a message for 24 hours (source: Bot API,
 * getUpdates). One that nobody could answer, or take, in all that time is forgotten with them.
 */
export async function purgeTakenUpdates(database: Database): Promise<void> {
  await database.run(PURGE, []);
  await database.run(BRING_BACK, []);
  await purgeDeferredUpdates(database);
}
