import type { Database, PreparedStatement } from '../database/database.ts';
import { UNLESS_TAKEN, type UpdateId } from './take-update.ts';

/**
 * Whether nobody has told the person `p` in the last minute, as an SQL condition. What was noted in the
 * future was noted by a clock that has been put back since.
 */
export const MAY_BE_TOLD = `(p.told_to_slow_down_at is null
  or p.told_to_slow_down_at not between now() - interval '1 minute' and clock_timestamp())`;

const TELL: PreparedStatement = {
  name: 'tell_to_slow_down',
  text: `with told as (
      update person as p set told_to_slow_down_at = now() where id = $4 and ${MAY_BE_TOLD}
      returning id
    )
    insert into taken_update (bot_id, update_id, payload, due_noted_at)
    select $1, $2, $3, now() from told
    ${UNLESS_TAKEN} returning update_id`,
};

/**
 * Takes an update that whoever has room will answer with a request to slow down, unless any process has asked that of
 * the person within a minute: then nothing is done.
 *
 * @param payload what is needed to answer it
 * @returns whether it is to be answered
 */
export async function takeToTell(
  database: Database,
  id: UpdateId,
  { personId, payload }: { readonly personId: number; readonly payload: unknown },
): Promise<boolean> {
  const values = [id.botId, id.updateId, JSON.stringify(payload), personId];
  return (await database.run(TELL, values)).length > 0;
}
