import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { PersonNames } from './person.ts';
import { REFRESH_REPLIED_PERSON } from './person.ts';
import type { ShownPhoto } from './photos.ts';
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
});

/** A card as a verdict tells of it, and its photos, the original one first. */
export type VerdictCard = z.infer<typeof verdictCard> & { readonly photos: ShownPhoto[] };

const PHOTO_SLOTS = ['original', 'packaged'] as const;

/** What a check of a code found. `limited`: too many unknown codes in an hour; `until` is when the next may be tried, in so many `seconds`. */
export type Verdict =
  | { type: 'found'; card: VerdictCard }
  | { type: 'unknown' }
  | { type: 'limited'; until: Date; seconds: number };

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

/** The columns of a verdict but `checks`; `card` is the row, and `CARD_PHOTOS` joined to it. */
export const CARD_COLUMNS = `
  card.id, card.name, card.description, card.status, card.registered_at as "registeredAt",
  original.key as original_key, original.file_id as original_file_id,
  original.file_bot_id::float8 as original_file_bot_id,
  packaged.key as packaged_key, packaged.file_id as packaged_file_id,
  packaged.file_bot_id::float8 as packaged_file_bot_id`;

/** Joins the photos of `card`: two looks into an index cost half of what it costs to gather rows. */
export const CARD_PHOTOS = `
  left join photo as original on original.card_id = card.id and original.slot = 'original'
  left join photo as packaged on packaged.card_id = card.id and packaged.slot = 'packaged'`;

/**
 * What a check changes of a person, for `on conflict (id) do update set …`; `p` is the row. The new
 * row's list of unknown codes is empty where the code is known, else it is this moment. That is put last
 * in the list, even if another statement began later and was quicker, and there the limit cuts it off:
 * it is in the list exactly when the code was within the limit. What lies in the future was put there by
 * a clock that had jumped, and goes.
 */
export const REFRESH_CHECKING_PERSON = `${REFRESH_REPLIED_PERSON},
  unknown_at = case
    when cardinality(excluded.unknown_at) = 0 then p.unknown_at
    else array(
      select at from unnest(p.unknown_at || now()) with ordinality as each (at, nth)
      where at between now() - interval '1 hour' and clock_timestamp() order by nth limit ${UNKNOWN_CODES_PER_HOUR})
  end`;

/** Until when the person whose row is `seen` may try no code, where `card` is none; null: this one was within the limit. */
const LIMITED_UNTIL = `
  case when card.id is null and now() <> all (seen.unknown_at)
    then seen.unknown_at[1] + interval '1 hour'
  end`;

/** That time, and in how many seconds it comes by the database's clock. */
export const LIMITED_COLUMNS = `${LIMITED_UNTIL} as limited_until,
  extract(epoch from ${LIMITED_UNTIL} - now())::float8 as limited_seconds`;

const checkedRow = z.object({
  id: z.string().nullable(),
  update_before: z.number().nullable(),
  limited_until: z.coerce.date().nullable(),
  limited_seconds: z.number().nullable(),
});

const photoColumns = z.object({
  original_key: z.string().nullable(),
  original_file_id: z.string().nullable(),
  original_file_bot_id: z.number().nullable(),
  packaged_key: z.string().nullable(),
  packaged_file_id: z.string().nullable(),
  packaged_file_bot_id: z.number().nullable(),
});

/** Reads the row of a check: the card's columns, which are null when there is none, `update_before` and `LIMITED_COLUMNS`. */
export function readChecked(id: UpdateId, row: unknown): Checked {
  const { id: cardId, update_before: before, ...limit } = checkedRow.parse(row);
  const verdict = cardId === null ? unknownVerdict(limit) : foundVerdict(row);
  return { verdict, after: updateBefore(id, before) };
}

function foundVerdict(row: unknown): Verdict {
  return { type: 'found', card: { ...verdictCard.parse(row), photos: photosIn(row) } };
}

/** The photos among the columns of a row, the original one first. */
function photosIn(row: unknown): ShownPhoto[] {
  const columns = photoColumns.parse(row);
  const photos: ShownPhoto[] = [];
  for (const slot of PHOTO_SLOTS) {
    const key = columns[`${slot}_key`];
    const [fileId, fileBotId] = [columns[`${slot}_file_id`], columns[`${slot}_file_bot_id`]];
    if (key !== null) photos.push({ slot, key, fileId, fileBotId });
  }
  return photos;
}

type Limit = Pick<z.infer<typeof checkedRow>, 'limited_until' | 'limited_seconds'>;

function unknownVerdict({ limited_until: until, limited_seconds: seconds }: Limit): Verdict {
  return until === null || seconds === null
    ? { type: 'unknown' }
    : { type: 'limited', until, seconds };
}

const LOOK_UP: PreparedStatement = {
  name: 'look_up',
  text: `select ${CARD_COLUMNS}, card.checks from card ${CARD_PHOTOS} where code = $1`,
};

/** Looks a code up without counting: for an answer that is given again. */
export async function lookUp(database: Database, code: string): Promise<Verdict> {
  const [row] = await database.run(LOOK_UP, [code]);
  return row === undefined ? { type: 'unknown' } : foundVerdict(row);
}
