import type { Database, PreparedStatement } from '../../database/database.ts';
import { personValues } from '../../updates/person.ts';
import { heldIf, UNLESS_TAKEN } from '../../updates/take-update.ts';
import { addToTotals, CHECKED_COLUMNS, countCheck, findCard } from './check-of-one.ts';
import {
  type Asked,
  CARD_PICTURE,
  type Checked,
  IS_FIRST_VISIT,
  REFRESH_CHECKING_PERSON,
  readChecked,
} from './verdict.ts';

/**
 * Takes the update, counts and logs the check, refreshes the person, counts an unknown code, and
 * reads the card, all at once.
 */
const VERIFY_SQL = `
  with ${findCard('$9')}, taken as (
    insert into taken_update (bot_id, update_id, payload, due_at, due_noted_at)
    select $1::bigint, $2::bigint, $3::jsonb, ${heldIf('$10::boolean')} from first_locked
    ${UNLESS_TAKEN} returning update_id
  ), ${countCheck('taken', '$4::bigint', '$11::boolean')}, logged as (
    insert into verification (bot_id, update_id, card_id, person_id, first_name, last_name, username)
    select $1, $2, card.id, $4, $5, $6, $7 from card
  ), seen as (
    insert into person as p (id, first_name, last_name, username, language_code, messages, last_update,
      unknown_at, first_visit_at)
    select $4, $5, $6, $7, $8, 1, $2,
      case when card.id is null then array[now()] else '{}' end, card.counted_at
    from taken left join card on true
    on conflict (id) do update set ${REFRESH_CHECKING_PERSON}
    returning unknown_at, update_before, ${IS_FIRST_VISIT} as is_first
  ), ${addToTotals('$4')}
  select ${CHECKED_COLUMNS}, seen.update_before::float8 as update_before
  from seen left join card on true ${CARD_PICTURE}`;

const VERIFY: PreparedStatement = { name: 'verify', text: VERIFY_SQL };

/**
 * Checks a code for a person: one statement, whatever it finds. Any card found is counted and
 * logged, whatever its status; it is a visit unless an admin checked.
 *
 * @returns null when the update was taken before: then nothing changes and nothing is counted
 */
export async function verify(database: Database, asked: Asked): Promise<Checked | null> {
  const { id, person, code, payload, isHeld = false, isCounted = true } = asked;
  const [row] = await database.run(VERIFY, [
    id.botId,
    id.updateId,
    JSON.stringify(payload),
    ...personValues(person),
    code,
    isHeld,
    isCounted,
  ]);
  return row === undefined ? null : readChecked(asked, row);
}
