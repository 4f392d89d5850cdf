import { z } from 'zod';
import type { Database, PreparedStatement } from '../../database/database.ts';
import { type Picture, picture } from '../../photos/picture-rows.ts';
import type { PersonNames } from '../../updates/person.ts';
import { REFRESH_REPLIED_PERSON } from '../../updates/person.ts';
import { type TakenForReply, type UpdateId, updateBefore } from '../../updates/take-update.ts';

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

/** A card as a verdict tells of it, and its picture; null: none is known yet, or the card has no photos. */
export type VerdictCard = z.infer<typeof verdictCard> & { readonly picture: Picture | null };

/** For whom and when a card was checked; the name as Telegram gave it then. */
export interface Check {
  readonly name: string;
  readonly at: Date;
}

/** What a check of a code found. `check` is null where no check is known: the card was looked up for other reasons. `limited`: too many unknown codes in an hour; `until` is when the next may be tried, in so many `seconds`. */
export type Verdict =
  | { type: 'found'; card: VerdictCard; check: Check | null }
  | { type: 'unknown' }
  | { type: 'limited'; until: Date; seconds: number };

/** A code that somebody wants checked. */
export interface Asked {
  readonly id: UpdateId;
  readonly person: PersonNames;
  readonly code: string;
  /** What is needed to answer later, should this process die first. */
  readonly payload: unknown;
  /** Whether this process has the answer in hand; else (the default) it is due for whoever has room. */
  readonly isHeld?: boolean;
}

/** What of a person's names stands in a verdict. */
type Named = Pick<PersonNames, 'firstName' | 'lastName'>;

/** A check that was counted now. */
export interface Checked extends TakenForReply {
  readonly verdict: Verdict;
}

/** The columns of a verdict but `checks`; `card` is the row, and `CARD_PICTURE` joined to it. */
export const CARD_COLUMNS = `
  card.id, card.name, card.description, card.status, card.registered_at as "registeredAt",
  picture.shows as picture_shows, picture.key as picture_key, picture.file_id as picture_file_id,
  picture.file_bot_id::float8 as picture_file_bot_id`;

/** Joins the picture of `card`. */
export const CARD_PICTURE = 'left join picture on picture.card_id = card.id';

/**
 * How an unknown code is counted, for `on conflict (id) do update set …`; `p` is the row. The new
 * row's list of unknown codes is empty where the code is known, else it is this moment. That is put last
 * in the list, even if another statement began later and was quicker, and there the limit cuts it off:
 * it is in the list exactly when the code was within the limit. What lies in the future was put there by
 * a clock that had jumped, and goes.
 */
export const COUNT_UNKNOWN = `
  unknown_at = case
    when cardinality(excluded.unknown_at) = 0 then p.unknown_at
    else array(
      select at from unnest(p.unknown_at || now()) with ordinality as each (at, nth)
      where at between now() - interval '1 hour' and clock_timestamp() order by nth limit ${UNKNOWN_CODES_PER_HOUR})
  end`;

/** What a check changes of a person, for `on conflict (id) do update set …`; `p` is the row. */
export const REFRESH_CHECKING_PERSON = `${REFRESH_REPLIED_PERSON}, ${COUNT_UNKNOWN}`;

/** When the person of the row `seen` may try again after an unknown code beyond the limit; null: the card is known, or the code was within the limit. */
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
  checked_at: z.coerce.date(),
});

const pictureColumns = z.object({
  picture_shows: picture.shape.shows.nullable(),
  picture_key: z.string().nullable(),
  picture_file_id: z.string().nullable(),
  picture_file_bot_id: z.number().nullable(),
});

/**
 * Reads the row of a check: the card's columns, which are null when there is none, `update_before`,
 * `LIMITED_COLUMNS`, and when it was.
 */
export function readChecked(
  { id, person }: { readonly id: UpdateId; readonly person: Named },
  row: unknown,
): Checked {
  const { id: cardId, update_before: before, checked_at: at, ...limit } = checkedRow.parse(row);
  const check = { name: fullName(person.firstName, person.lastName), at };
  const verdict = cardId === null ? unknownVerdict(limit) : foundVerdict(row, check);
  return { verdict, after: updateBefore(id, before) };
}

function foundVerdict(row: unknown, check: Check | null): Verdict {
  const card = { ...verdictCard.parse(row), picture: pictureIn(row) };
  return { type: 'found', card, check };
}

/** The picture among the columns of a row. */
function pictureIn(row: unknown): Picture | null {
  const columns = pictureColumns.parse(row);
  const { picture_shows: shows, picture_key: key } = columns;
  if (shows === null || key === null) return null;
  const { picture_file_id: fileId, picture_file_bot_id: fileBotId } = columns;
  return { shows, key, fileId, fileBotId };
}

function fullName(firstName: string, lastName: string | null): string {
  return lastName === null ? firstName : `${firstName} ${lastName}`;
}

type Limit = Pick<z.infer<typeof checkedRow>, 'limited_until' | 'limited_seconds'>;

function unknownVerdict({ limited_until: until, limited_seconds: seconds }: Limit): Verdict {
  return until === null || seconds === null
    ? { type: 'unknown' }
    : { type: 'limited', until, seconds };
}

/** With who asked, as they are called now, and when the update was taken: that is when the check was. */
const LOOK_UP: PreparedStatement = {
  name: 'look_up',
  text: `select ${CARD_COLUMNS}, card.checks, person.first_name, person.last_name, taken.taken_at
    from card ${CARD_PICTURE}
    left join person on person.id = $2
    left join taken_update as taken on taken.bot_id = $3 and taken.update_id = $4
    where code = $1`,
};

const lookedUpRow = z.object({
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  taken_at: z.coerce.date().nullable(),
});

/** Looks a code up without counting: for an answer that is given again, to the update and the person of `by`. */
export async function lookUp(
  database: Database,
  code: string,
  by: { readonly id: UpdateId; readonly personId: number } | null = null,
): Promise<Verdict> {
  const values = [by?.personId ?? null, by?.id.botId ?? null, by?.id.updateId ?? null];
  const [row] = await database.run(LOOK_UP, [code, ...values]);
  if (row === undefined) return { type: 'unknown' };
  const { first_name: first, last_name: last, taken_at: at } = lookedUpRow.parse(row);
  const check = first === null || at === null ? null : { name: fullName(first, last), at };
  return foundVerdict(row, check);
}

const LOOK_UP_CARD: PreparedStatement = {
  name: 'look_up_card',
  text: `select ${CARD_COLUMNS}, card.checks from card ${CARD_PICTURE} where card.id = $1`,
};

/** The card of an id as a verdict tells of it, without counting: for a button below a verdict. Null when there is none. */
export async function lookUpCard(database: Database, cardId: string): Promise<VerdictCard | null> {
  const [row] = await database.run(LOOK_UP_CARD, [cardId]);
  return row === undefined ? null : { ...verdictCard.parse(row), picture: pictureIn(row) };
}
