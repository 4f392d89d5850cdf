import { z } from 'zod';
import type { Database, PreparedStatement } from '../../database/database.ts';
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
      is_held boolean)
    limit ${MOST_AT_ONCE}
  ), held as materialized (
    select id, code from card where code in (select code from asked)
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
  ), card as (
    update card set checks = card.checks + times.checks
    from (
      select card_id, count(*)::int as checks from due where card_id is not null group by card_id
    ) as times
    where card.id = times.card_id
    returning card.id, name, description, status, registered_at,
      card.checks - times.checks as checks_before
  ), logged as (
    insert into verification (bot_id, update_id, card_id, person_id, first_name, last_name, username)
    select bot_id, update_id, card_id, person_id, first_name, last_name, username
    from due where card_id is not null
  ), seen as (
    insert into person as p
      (id, first_name, last_name, username, language_code, messages, last_update, unknown_at)
    select person_id, first_name, last_name, username, language_code, 1, update_id,
      case when card.id is null then array[now()] else '{}' end
    from due left join card on card.id = due.card_id order by person_id
    on conflict (id) do update set ${REFRESH_CHECKING_PERSON}
    returning id, unknown_at, update_before
  ), totals as materialized (
    select from card_total
    where share in (select uuid_hash(id) & 255 from card) and (select count(*) from seen) > 0
    order by share for no key update
  )
  select asked.place, free.update_id is null as left_out,
    due.update_id is null as duplicate,
    ${CARD_COLUMNS}, card.checks_before + due.nth as checks,
    seen.update_before::float8 as update_before, ${LIMITED_COLUMNS},
    now() as checked_at, (select count(*) from totals) as totals_locked
  from asked
  left join free using (bot_id, update_id)
  left join due using (bot_id, update_id)
  left join seen on seen.id = due.person_id
  left join card on card.id = due.card_id ${CARD_PICTURE}`;

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
  { id, person, code, payload, isHeld = false }: Asked,
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
  };
}
