import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import { type PersonNames, personValues, REFRESH_REPLIED_PERSON } from './person.ts';
import { shownPhoto } from './photos.ts';
import { type TakenForReply, type UpdateId, updateBefore } from './take-update.ts';

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

/** A check that was counted now. */
export interface Checked extends TakenForReply {
  readonly verdict: Verdict;
}

const resultRow = z.object({
  id: z.string().nullable(),
  update_before: z.number().nullable(),
  limited_until: z.coerce.date().nullable(),
});

const CARD_COLUMNS = `
  card.id, card.name, card.description, card.status, card.checks,
  card.registered_at as "registeredAt",
  (
    select coalesce(json_agg(json_build_object(
      'slot', slot, 'key', key, 'fileId', file_id, 'fileBotId', file_bot_id) order by slot), '[]')
    from photo where card_id = card.id
  ) as photos`;

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
      (id, first_name, last_name, username, language_code, messages, last_update, unknown_at)
    select $4, $5, $6, $7, $8, 1, $2,
      case when exists (select from card) then '{}' else array[now()] end
    from taken
    on conflict (id) do update set ${REFRESH_REPLIED_PERSON},
      unknown_at = case
        when exists (select from card) then p.unknown_at
        when cardinality(${RECENT_UNKNOWN}) >= ${UNKNOWN_CODES_PER_HOUR} then ${RECENT_UNKNOWN}
        else ${RECENT_UNKNOWN} || now()
      end
    returning unknown_at, update_before
  )
  select ${CARD_COLUMNS}, seen.update_before::float8 as update_before,
    case when card.id is null and now() <> all (seen.unknown_at)
      then seen.unknown_at[1] + interval '1 hour'
    end as limited_until
  from seen left join card on true`;

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
): Promise<Checked | null> {
  const [row] = await database.run(VERIFY, [
    id.botId,
    id.updateId,
    JSON.stringify(payload),
    ...personValues(person),
    code,
  ]);
  if (row === undefined) return null;
  const { id: cardId, limited_until: until, update_before: before } = resultRow.parse(row);
  const verdict = cardId === null ? unknownVerdict(until) : foundVerdict(row);
  return { verdict, after: updateBefore(id, before) };
}

function foundVerdict(row: unknown): Verdict {
  return { type: 'found', card: verdictCard.parse(row) };
}

function unknownVerdict(until: Date | null): Verdict {
  return until === null ? { type: 'unknown' } : { type: 'limited', until };
}

const LOOK_UP: PreparedStatement = {
  name: 'look_up',
  text: `select ${CARD_COLUMNS} from card where code = $1`,
};

/** Looks a code up without counting: for an answer that is given again. */
export async function lookUp(database: Database, code: string): Promise<Verdict> {
  const [row] = await database.run(LOOK_UP, [code]);
  return row === undefined ? { type: 'unknown' } : foundVerdict(row);
}
