import type { Database, PreparedStatement } from '../../database/database.ts';
import { personValues } from '../../updates/person.ts';
import { heldIf, UNLESS_TAKEN } from '../../updates/take-update.ts';
import {
  type Asked,
  CARD_COLUMNS,
  CARD_PICTURE,
  type Checked,
  LIMITED_COLUMNS,
  REFRESH_CHECKING_PERSON,
  readChecked,
} from './verdict.ts';

/**
 * Takes the update, counts and logs the check, refreshes the person, counts an unknown code, and
 * reads the card, all at once.
 */
const VERIFY_SQL = `
  with taken as (
    insert into taken_update (bot_id, update_id, payload, due_at, due_noted_at)
    values ($1, $2, $3, ${heldIf('$10::boolean')})
    ${UNLESS_TAKEN} returning update_id
  ), card as (
    update card set checks = checks + 1 where code = $9 and exists (select from taken)
    returning id, name, description, status, checks, registered_at
  ), logged as (
    insert into verification (bot_id, update_id, card_id, person_id, first_name, last_name, username)
    select $1, $2, card.id, $4, $5, $6, $7 from card
  ), seen as (
    insert into person as p
      (id, first_name, last_name, username, language_code, messages, last_update, unknown_at)
    select $4, $5, $6, $7, $8, 1, $2,
      case when card.id is null then array[now()] else '{}' end
    from taken left join card on true
    on conflict (id) do update set ${REFRESH_CHECKING_PERSON}
    returning unknown_at, update_before
  )
  select ${CARD_COLUMNS}, card.checks,
    seen.update_before::float8 as update_before, ${LIMITED_COLUMNS},
    now() as checked_at
  from seen left join card on true ${CARD_PICTURE}`;

const VERIFY: PreparedStatement = { name: 'verify', text: VERIFY_SQL };

/**
 * Checks a code for a person: one statement, whatever it finds. Any card found is counted and
 * logged, a draft or a deactivated one too.
 *
 * @returns null when the update was taken before: then nothing changes and nothing is counted
 */
export async function verify(database: Database, asked: Asked): Promise<Checked | null> {
  const { id, person, code, payload, isHeld = false } = asked;
  const [row] = await database.run(VERIFY, [
    id.botId,
    id.updateId,
    JSON.stringify(payload),
    ...personValues(person),
    code,
    isHeld,
  ]);
  return row === undefined ? null : readChecked(asked, row);
}
