import type { Database, PreparedStatement } from '../../database/database.ts';
import { personValues } from '../../updates/person.ts';
import { heldIf, UNLESS_TAKEN } from '../../updates/take-update.ts';
import {
  type Asked,
  CARD_COLUMNS,
  CARD_PICTURE,
  type Checked,
  IS_FIRST_VISIT,
  LIMITED_COLUMNS,
  REFRESH_CHECKING_PERSON,
  readChecked,
} from './verdict.ts';
import {
  COUNT_COLUMNS,
  COUNT_VISIT,
  COUNTED_COLUMNS,
  countOnCard,
  shareOf,
  TIMES_OF_ONE,
} from './visits.ts';

/**
 * Takes the update, counts and logs the check, refreshes the person, counts an unknown code, and
 * reads the card, all at once. The card is locked before anything else, since the statement for many
 * waits for no card.
 */
const VERIFY_SQL = `
  with found as materialized (
    select id, last_visit_at from card where code = $9 for no key update
  ), taken as (
    insert into taken_update (bot_id, update_id, payload, due_at, due_noted_at)
    select $1::bigint, $2::bigint, $3::jsonb, ${heldIf('$10::boolean')}
    from (select count(*) from found) as first_locked
    ${UNLESS_TAKEN} returning update_id
  ), visitor as (
    insert into card_visitor as v (card_id, person_id)
    select id, $4::bigint from found, taken where $11::boolean
    ${COUNT_VISIT}
  ), times as materialized (
    ${TIMES_OF_ONE} where exists (select from taken)
  ), card as (
    update card set ${countOnCard('times')}
    from times where card.id = times.card_id
    returning card.id, name, description, status, status_at, registered_at, ${COUNTED_COLUMNS},
      visited_before_at, own_before_at, times.at as counted_at
  ), logged as (
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
  ), added as (
    update visitor_total as total set people = total.people + seen.is_first::int,
      unknown_codes = total.unknown_codes + (card.id is null)::int
    from seen left join card on true
    where share = ${shareOf('$4')} and (seen.is_first or card.id is null)
  )
  select ${CARD_COLUMNS}, ${COUNT_COLUMNS}, card.checks, card.visits, card.people,
    card.visited_before_at, card.own_before_at,
    seen.update_before::float8 as update_before, ${LIMITED_COLUMNS},
    now() as checked_at
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
