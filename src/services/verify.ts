import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import { type PersonNames, personValues, REFRESH_PERSON } from './person.ts';
import { shownPhoto } from './photos.ts';
import type { UpdateId } from './take-update.ts';

/** So many unknown codes may one person try in an hour; the next are answered "later". */
export const UNKNOWN_CODES_PER_HOUR = 20;

const verdictCard = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: z.enum(['draft', 'active', 'deactivated']),
  checks: z.number(),
  registeredAt: z.coerce.date(),
  photos: z.array(shownPhoto),
});

export type VerdictCard = z.infer<typeof verdictCard>;

/** What a check of a code found. `limited`: too many unknown codes in an hour; `until` is when the next may be tried. */
export type Verdict =
  | { type: 'found'; card: VerdictCard }
  | { type: 'unknown' }
  | { type: 'limited'; until: Date };

const resultRow = z.object({
  taken: z.number(),
  card: verdictCard.nullable(),
  limited_until: z.coerce.date().nullable(),
});

const CARD_JSON = `json_build_object(
  'id', card.id, 'name', card.name, 'description', card.description, 'status', card.status,
  'checks', card.checks, 'registeredAt', card.registered_at,
  'photos', (
    select coalesce(json_agg(json_build_object(
      'slot', slot, 'key', key, 'fileId', file_id, 'fileBotId', file_bot_id) order by slot), '[]')
    from photo where card_id = card.id))`;

const RECENT_UNKNOWN = `array(
  select at from unnest(p.unknown_at) as at where at > now() - interval '1 hour' order by at)`;

/**
 * Takes the update, counts and logs the check, refreshes the person, counts an unknown code, and
 * reads the card, all at once. An unknown code beyond the limit is not added to the person's list of
 * times, so now is among them exactly when this code was within the limit.
 */
const VERIFY_SQL = `
  with taken as (
    insert into taken_update (bot_id, update_id, payload) values ($1, $2, $3)
    on conflict do nothing returning update_id
  ), card as (
    update card set checks = checks + 1 where code = $9 and exists (select from taken)
    returning id, name, description, status, checks, registered_at
  ), logged as (
    insert into verification (bot_id, update_id, card_id, person_id, first_name, last_name, username)
    select $1, $2, card.id, $4, $5, $6, $7 from card
  ), seen as (
    insert into person as p
      (id, first_name, last_name, username, language_code, messages, unknown_at)
    select $4, $5, $6, $7, $8, 1,
      case when exists (select from card) then '{}' else array[now()] end
    from taken
    on conflict (id) do update set ${REFRESH_PERSON},
      unknown_at = case
        when exists (select from card) then p.unknown_at
        when cardinality(${RECENT_UNKNOWN}) >= ${UNKNOWN_CODES_PER_HOUR} then ${RECENT_UNKNOWN}
        else ${RECENT_UNKNOWN} || now()
      end
    returning unknown_at
  )
  select
    (select count(*) from taken)::int as taken,
    (select ${CARD_JSON} from card) as card,
    (select unknown_at[1] + interval '1 hour' from seen
     where not exists (select from card) and now() <> all (unknown_at)
    ) as limited_until`;

const VERIFY: PreparedStatement = { name: 'verify', text: VERIFY_SQL };

/**
 * Checks a code for a person: one statement, whatever it finds. Any card found is counted and
 * logged, a draft or a deactivated one too.
 *
 * @param payload what is needed to answer later, should this process die first
 * @returns null when the update was taken before: then nothing changes and nothing is counted
 */
export async function verify(
  database: Database,
  id: UpdateId,
  person: PersonNames,
  code: string,
  payload: unknown,
): Promise<Verdict | null> {
  const [row] = await database.run(VERIFY, [
    id.botId,
    id.updateId,
    JSON.stringify(payload),
    ...personValues(person),
    code,
  ]);
  const { taken, card, limited_until: until } = resultRow.parse(row);
  if (taken === 0) return null;
  if (card !== null) return { type: 'found', card };
  return until === null ? { type: 'unknown' } : { type: 'limited', until };
}

const LOOK_UP: PreparedStatement = {
  name: 'look_up',
  text: `select ${CARD_JSON} as card from card where code = $1`,
};

/** Looks a code up without counting: for an answer that is given again. */
export async function lookUp(database: Database, code: string): Promise<Verdict> {
  const [row] = await database.run(LOOK_UP, [code]);
  if (row === undefined) return { type: 'unknown' };
  return { type: 'found', card: z.object({ card: verdictCard }).parse(row).card };
}
