import { z } from 'zod';
import type { Database, PreparedStatement } from '../../database/database.ts';
import { personValues, REFRESH_PERSON } from '../../updates/person.ts';
import { MAY_BE_TOLD } from '../../updates/slow-down.ts';
import { UNLESS_TAKEN, type UpdateId } from '../../updates/take-update.ts';
import { addToTotals, CHECKED_COLUMNS, countCheck, findCard } from './check-of-one.ts';
import {
  type Asked,
  CARD_PICTURE,
  COUNT_UNKNOWN,
  IS_FIRST_VISIT,
  KEEP_FIRST_VISIT,
  readChecked,
  type Verdict,
} from './verdict.ts';

/** Things are calm when somebody has sent no other code for so long. */
const PUT_OFF_SECONDS = 10;

/** What says in the payload of a taken update that its check is still to be counted. */
const UNCOUNTED = "'{reply,uncounted}'";

/**
 * Takes the update, to be answered later, and gives up the check that was put off before, so that a person
 * has one of them at most. The update of that one is finished, or answered with `$9`.
 */
const PUT_OFF: PreparedStatement = {
  name: 'put_off_check',
  text: `
  with taken as (
    insert into taken_update (bot_id, update_id, payload, due_at, due_noted_at)
    values ($1, $2, $3, now() + interval '${PUT_OFF_SECONDS} seconds', now())
    ${UNLESS_TAKEN} returning update_id
  ), earlier as materialized (
    select one.update_id, $9::jsonb is not null and ${MAY_BE_TOLD} as is_to_tell
    from person as p join taken_update as one on one.bot_id = $1 and one.update_id = p.put_off_update
    where p.id = $4 and one.update_id <> $2 and one.finished_at is null
      and one.payload -> 'personId' = to_jsonb($4::bigint) and one.payload #> ${UNCOUNTED} is not null
  ), seen as (
    insert into person as p
      (id, first_name, last_name, username, language_code, messages, put_off_update)
    select $4, $5, $6, $7, $8, 1, $2 from taken
    on conflict (id) do update set ${REFRESH_PERSON},
      put_off_update = excluded.put_off_update,
      told_to_slow_down_at = case when (select is_to_tell from earlier) then now()
        else p.told_to_slow_down_at end
    returning id
  ), replaced as (
    update taken_update as one set
      payload = case when is_to_tell then $9::jsonb end,
      finished_at = case when is_to_tell then null else now() end,
      taken_at = case when is_to_tell then now() else one.taken_at end,
      due_at = null, due_noted_at = now()
    from earlier, seen
    where one.bot_id = $1 and one.update_id = earlier.update_id and one.finished_at is null
    returning is_to_tell
  )
  select coalesce(is_to_tell, false) as is_told
  from seen left join replaced on true`,
};

const putOffRow = z.object({ is_told: z.boolean() });

/**
 * Takes the update of a code that is checked once its person has calmed down: the last of theirs, and no
 * other. Nothing is counted yet. One statement.
 *
 * @param asked its payload is a reply that is marked as `uncounted`
 * @param notice what the check that this one replaces, if there is one, is answered with, unless any
 *   process told the person within a minute; null: with nothing
 * @returns whether the person is told by the check that this one replaces; null when the update was taken
 *   before: then nothing changes
 */
export async function putOffCheck(
  database: Database,
  { id, person, payload }: Omit<Asked, 'code'>,
  notice: unknown,
): Promise<{ isTold: boolean } | null> {
  const [row] = await database.run(PUT_OFF, [
    id.botId,
    id.updateId,
    JSON.stringify(payload),
    ...personValues(person),
    notice === null ? null : JSON.stringify(notice),
  ]);
  if (row === undefined) return null;
  return { isTold: putOffRow.parse(row).is_told };
}

/** Takes the mark from the payload and counts the check, both or neither; only of the update that was put off last. */
const COUNT: PreparedStatement = {
  name: 'count_later_check',
  text: `
  with ${findCard('$4')}, counted as (
    update taken_update as one set payload = one.payload #- ${UNCOUNTED}
    from person, first_locked
    where one.bot_id = $1 and one.update_id = $2 and one.finished_at is null
      and one.payload #> ${UNCOUNTED} is not null
      and person.id = $3 and person.put_off_update = $2
    returning person.id as person_id, first_name, last_name, username
  ), ${countCheck('counted', 'counted.person_id', '$5::boolean')}, logged as (
    insert into verification (bot_id, update_id, card_id, person_id, first_name, last_name, username)
    select $1, $2, card.id, person_id, first_name, last_name, username from counted, card
  ), seen as (
    insert into person as p (id, first_name, unknown_at, first_visit_at)
    select person_id, first_name, case when card.id is null then array[now()] else '{}' end,
      card.counted_at
    from counted left join card on true
    on conflict (id) do update set ${COUNT_UNKNOWN}, ${KEEP_FIRST_VISIT},
      put_off_update = nullif(p.put_off_update, $2)
    returning unknown_at, ${IS_FIRST_VISIT} as is_first
  ), ${addToTotals('$3::bigint')}
  select ${CHECKED_COLUMNS}, null::float8 as update_before, counted.first_name, counted.last_name
  from counted cross join seen left join card on true ${CARD_PICTURE}`,
};

const countedRow = z.object({ first_name: z.string(), last_name: z.string().nullable() });

const WAS_COUNTED: PreparedStatement = {
  name: 'was_later_check_counted',
  text: `select from taken_update
    where bot_id = $1 and update_id = $2 and finished_at is null and payload #> ${UNCOUNTED} is null`,
};

/** A check that was put off; one that is not to be counted is only logged. */
export interface LaterCheck {
  readonly id: UpdateId;
  readonly personId: number;
  readonly code: string;
  readonly isCounted: boolean;
}

/**
 * Counts a check that was put off, once, however often this is called: any card found is counted and
 * logged, an unknown code is counted against its person.
 *
 * @returns what it found; `counted` when it was counted before, and is only to be answered; `replaced`
 *   when a later code of the same person took its place, and nothing is to be answered
 */
export async function countLaterCheck(
  database: Database,
  { id, personId, code, isCounted }: LaterCheck,
): Promise<Verdict | 'counted' | 'replaced'> {
  const [row] = await database.run(COUNT, [id.botId, id.updateId, personId, code, isCounted]);
  if (row === undefined) {
    const rows = await database.run(WAS_COUNTED, [id.botId, id.updateId]);
    return rows.length > 0 ? 'counted' : 'replaced';
  }
  const { first_name: firstName, last_name: lastName } = countedRow.parse(row);
  return readChecked({ id, isCounted, person: { firstName, lastName } }, row).verdict;
}
