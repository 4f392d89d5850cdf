import { z } from 'zod';
import type { Database, PreparedStatement } from '../../database/database.ts';
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
import { COUNT_COLUMNS, COUNT_VISIT, countOnCard, shareOf } from './visits.ts';

/** So many codes are checked in one statement at most: more save little, and hold their rows longer. */
export const MOST_AT_ONCE = 20;

/**
 * What the statement for one does, for many. A card that another transaction holds is not waited for:
 * whoever asked for it is left out. What is waited for is locked in one order by everybody, here and in
 * the statement for one: updates, people, totals, and each of them by its key. Therefore the rows of the
 * totals are locked before the trigger adds to them, which it does card by card.
 */
const VERIFY_MANY_SQL = `
  with asked as materialized (
    select * from json_to_recordset($1) as asked (place int, bot_id bigint, update_id bigint, payload jsonb,
      person_id bigint, first_name text, last_name text, username text, language_code text, code text,
      is_held boolean, is_counted boolean)
    limit ${MOST_AT_ONCE}
  ), held as materialized (
    select id, code, last_visit_at from card where code in (select code from asked)
    order by id for no key update skip locked
  ), free as materialized (
    select asked.*, held.id as card_id from asked left join held using (code)
    where held.id is not null or not exists (select from card where card.code = asked.code)
  ), taken as (
    insert into taken_update (bot_id, update_id, payload, due_at, due_noted_at)
    select bot_id, update_id, payload, ${heldIf('is_held')} from free order by bot_id, update_id
    ${UNLESS_TAKEN} returning bot_id, update_id
  ), due as materialized (
    select free.*, (row_number() over (partition by card_id order by update_id))::int as nth
    from free join taken using (bot_id, update_id)
  ), visitor as (
    insert into card_visitor as v (card_id, person_id)
    select card_id, person_id from due where card_id is not null and is_counted order by 1, 2
    ${COUNT_VISIT}
  ), counted as materialized (
    select due.card_id, due.person_id, nth, visitor.before_at, visitor.at,
      coalesce(visit, 0) as visit, coalesce(newcomer, 0) as newcomer,
      (sum(coalesce(visit, 0)) over so_far)::int as visits,
      (sum(coalesce(newcomer, 0)) over so_far)::int as people
    from due left join visitor using (card_id, person_id)
    where card_id is not null
    window so_far as (partition by card_id order by nth)
  ), card as (
    update card set ${countOnCard('times')}
    from (
      select card_id, count(*)::int as checks, sum(visit)::int as visits,
        sum(newcomer)::int as newcomers, max(at) as at
      from counted group by card_id
    ) as times join held on held.id = times.card_id
    where card.id = times.card_id
    returning card.id, name, description, status, status_at, registered_at, card.first_visit_at, card.newcomers,
      card.checks - times.checks as checks_before, card.visits - times.visits as visits_before,
      card.people - times.newcomers as people_before, held.last_visit_at as visited_before_at
  ), logged as (
    insert into verification (bot_id, update_id, card_id, person_id, first_name, last_name, username)
    select bot_id, update_id, card_id, person_id, first_name, last_name, username
    from due where card_id is not null
  ), seen as (
    insert into person as p (id, first_name, last_name, username, language_code, messages, last_update,
      unknown_at, first_visit_at)
    select due.person_id, first_name, last_name, username, language_code, 1, update_id,
      case when card.id is null then array[now()] else '{}' end, counted.at
    from due left join card on card.id = due.card_id
    left join counted on counted.card_id = due.card_id and counted.person_id = due.person_id
    order by due.person_id
    on conflict (id) do update set ${REFRESH_CHECKING_PERSON}
    returning id, unknown_at, update_before, ${IS_FIRST_VISIT} as is_first
  ), additions as materialized (
    select ${shareOf('seen.id')} as share, count(*) filter (where is_first) as people,
      count(*) filter (where due.card_id is null) as unknown_codes
    from seen join due on due.person_id = seen.id
    where is_first or due.card_id is null group by 1
  ), shares as materialized (
    select share from visitor_total where share in (select share from additions)
    order by share for no key update
  ), added as (
    update visitor_total as total set
      people = total.people + additions.people, unknown_codes = total.unknown_codes + additions.unknown_codes
    from additions join shares using (share) where total.share = additions.share
  ), totals as materialized (
    select from card_total
    where share in (select uuid_hash(id) & 255 from card) and (select count(*) from seen) > 0
      and (select count(*) from shares) >= 0
    order by share for no key update
  )
  select asked.place, free.update_id is null as left_out,
    due.update_id is null as duplicate,
    ${CARD_COLUMNS}, ${COUNT_COLUMNS}, card.checks_before + due.nth as checks,
    card.visits_before + counted.visits as visits, card.people_before + counted.people as people,
    card.visited_before_at, counted.before_at as own_before_at,
    seen.update_before::float8 as update_before, ${LIMITED_COLUMNS},
    now() as checked_at, (select count(*) from totals) as totals_locked
  from asked
  left join free using (bot_id, update_id)
  left join due using (bot_id, update_id)
  left join seen on seen.id = due.person_id
  left join card on card.id = due.card_id
  left join counted on counted.card_id = due.card_id and counted.person_id = due.person_id
  ${CARD_PICTURE}`;

const VERIFY_MANY: PreparedStatement = { name: 'verify_many', text: VERIFY_MANY_SQL };

const outcomeRow = z.object({ left_out: z.boolean(), duplicate: z.boolean() });

/** `left_out`: nothing was done, since another transaction holds the card. */
export type ManyOutcome = 'left_out' | 'duplicate' | Checked;

/**
 * Checks codes of several people in one statement: each as `verify` would, or none when it throws.
 *
 * @param asked at most `MOST_AT_ONCE`, each of another person; several may ask for one card
 * @returns what became of each, in the same order
 */
export async function verifyMany(
  database: Database,
  asked: readonly Asked[],
): Promise<ManyOutcome[]> {
  const rows = await database.run<{ place: number }>(VERIFY_MANY, [
    JSON.stringify(asked.map(asRecord)),
  ]);
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return asked.map((one, place) => {
    const row = byPlace.get(place);
    const { left_out, duplicate } = outcomeRow.parse(row);
    if (left_out) return 'left_out';
    return duplicate ? 'duplicate' : readChecked(one, row);
  });
}

function asRecord(
  { id, person, code, payload, isHeld = false, isCounted = true }: Asked,
  place: number,
): Record<string, unknown> {
  return {
    place,
    bot_id: id.botId,
    update_id: id.updateId,
    payload,
    person_id: person.id,
    first_name: person.firstName,
    last_name: person.lastName,
    username: person.username,
    language_code: person.languageCode,
    code,
    is_held: isHeld,
    is_counted: isCounted,
  };
}
