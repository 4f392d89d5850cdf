import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { PersonNames } from './person.ts';
import { REFRESH_REPLIED_PERSON } from './person.ts';
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

/** A code that somebody wants checked. */
export interface Asked {
  readonly id: UpdateId;
  readonly person: PersonNames;
  readonly code: string;
  /** What is needed to answer later, should this process die first. */
  readonly payload: unknown;
}

/** A check that was counted now. */
export interface Checked extends TakenForReply {
  readonly verdict: Verdict;
}

/** The columns of a verdict but `checks`; `card` is the row. */
export const CARD_COLUMNS = `
  card.id, card.name, card.description, card.status, card.registered_at as "registeredAt",
  (
    select coalesce(json_agg(json_build_object(
      'slot', slot, 'key', key, 'fileId', file_id, 'fileBotId', file_bot_id) order by slot), '[]')
    from photo where card_id = card.id
  ) as photos`;

const RECENT_UNKNOWN = `array(
  select at from unnest(p.unknown_at) as at where at > now() - interval '1 hour' order by at)`;

/**
 * What a check changes of a person, for `on conflict (id) do update set …`; `p` is the row. The new
 * row's list of unknown codes is empty where the code is known, else it is this moment. One beyond the
 * limit is not added, so now is in the list exactly when the code was within the limit.
 */
export const REFRESH_CHECKING_PERSON = `${REFRESH_REPLIED_PERSON},
  unknown_at = case
    when cardinality(excluded.unknown_at) = 0 then p.unknown_at
    when cardinality(${RECENT_UNKNOWN}) >= ${UNKNOWN_CODES_PER_HOUR} then ${RECENT_UNKNOWN}
    else ${RECENT_UNKNOWN} || now()
  end`;

/** Until when the person whose row is `seen` may try no code, where `card` is none; null: this one was within the limit. */
export const LIMITED_UNTIL = `
  case when card.id is null and now() <> all (seen.unknown_at)
    then seen.unknown_at[1] + interval '1 hour'
  end`;

const checkedRow = z.object({
  id: z.string().nullable(),
  update_before: z.number().nullable(),
  limited_until: z.coerce.date().nullable(),
});

/** Reads the row of a check: the card's columns, which are null when there is none, `update_before` and `limited_until`. */
export function readChecked(id: UpdateId, row: unknown): Checked {
  const { id: cardId, limited_until: until, update_before: before } = checkedRow.parse(row);
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
  text: `select ${CARD_COLUMNS}, card.checks from card where code = $1`,
};

/** Looks a code up without counting: for an answer that is given again. */
export async function lookUp(database: Database, code: string): Promise<Verdict> {
  const [row] = await database.run(LOOK_UP, [code]);
  return row === undefined ? { type: 'unknown' } : foundVerdict(row);
}
