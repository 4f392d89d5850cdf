import type { Database, PreparedStatement } from '../database/database.ts';
import { purgeDeferredUpdates } from './deferred-updates.ts';
import { createGathered, type Gathered } from './gathered.ts';
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

/** Marks updates as answered, many at a time. One that stays unmarked is only answered once more. */
export type FinishedUpdates = Gathered<UpdateId>;

/** @param onError hears of each batch that could not be written */
export function createFinishedUpdates(
  database: Database,
  onError: (error: unknown) => void,
): FinishedUpdates {
  return createGathered(async (ids) => {
    await database.run(FINISH, [ids.map((id) => id.botId), ids.map((id) => id.updateId)]);
  }, onError);
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
