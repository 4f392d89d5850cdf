import { z } from 'zod';
import { cardStatus } from '../../../machines/card-life.ts';
import type { Database, PreparedStatement } from '../../database/database.ts';
import { type Picture, picture } from '../../photos/picture-rows.ts';
import type { PersonNames } from '../../updates/person.ts';
import { REFRESH_REPLIED_PERSON } from '../../updates/person.ts';
import { type TakenForReply, type UpdateId, updateBefore } from '../../updates/take-update.ts';
import { COUNT_COLUMNS, type Counts, readCounts } from './visits.ts';

/** So many unknown codes may one person try in an hour; the next are answered "later". */
export const UNKNOWN_CODES_PER_HOUR = 20;

const verdictCard = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: cardStatus,
  /** Since when; null: nobody knows. */
  statusAt: z.coerce.date().nullable(),
  checks: z.number(),
  registeredAt: z.coerce.date(),
});

/** A card as a verdict tells of it, how often it was checked, and its picture; null: none is known yet, or the card has no photos. */
export type VerdictCard = z.infer<typeof verdictCard> & {
  readonly counts: Counts;
  readonly picture: Picture | null;
};

/** For whom and when a card was checked, the name as Telegram gave it then, and whether it counts: an admin's does not. */
export interface Check {
  readonly name: string;
  readonly at: Date;
  readonly isCounted: boolean;
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
  /** Whether the check counts (the default); an admin's is only logged. */
  readonly isCounted?: boolean;
}

/** What of a person's names stands in a verdict. */
type Named = Pick<PersonNames, 'firstName' | 'lastName'>;

/** A check that was counted now. */
export interface Checked extends TakenForReply {
  readonly verdict: Verdict;
}

/** The columns of a verdict but those of its counts; `card` is the row, and `CARD_PICTURE` joined to it. */
export const CARD_COLUMNS = `
  card.id, card.name, card.description, card.status, card.status_at as "statusAt",
  card.registered_at as "registeredAt",
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

/** Keeps when a person first checked a card, for `on conflict (id) do update set …`; `p` is the row. */
export const KEEP_FIRST_VISIT =
  'first_visit_at = coalesce(p.first_visit_at, excluded.first_visit_at)';

/** Whether it is now that this person first checked a card, for `returning …`. */
export const IS_FIRST_VISIT = 'coalesce(first_visit_at = now(), false)';

/** What a check changes of a person, for `on conflict (id) do update set …`; `p` is the row. */
export const REFRESH_CHECKING_PERSON = `${REFRESH_REPLIED_PERSON}, ${COUNT_UNKNOWN}, ${KEEP_FIRST_VISIT}`;

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
 * Reads the row of a check: the card's columns and counts, which are null when there is none,
 * `update_before`, `LIMITED_COLUMNS`, and when it was.
 */
export function readChecked(
  { id, person, isCounted = true }: Pick<Asked, 'id' | 'isCounted'> & { readonly person: Named },
  row: unknown,
): Checked {
  const { id: cardId, update_before: before, checked_at: at, ...limit } = checkedRow.parse(row);
  const check = { name: fullName(person.firstName, person.lastName), at, isCounted };
  const verdict = cardId === null ? unknownVerdict(limit) : foundVerdict(row, check);
  return { verdict, after: updateBefore(id, before) };
}

function foundVerdict(row: unknown, check: Check | null): Verdict {
  return { type: 'found', card: cardIn(row), check };
}

function cardIn(row: unknown): VerdictCard {
  return { ...verdictCard.parse(row), counts: readCounts(row), picture: pictureIn(row) };
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

/** A card as it is, without counting. */
const AS_IT_IS = `${CARD_COLUMNS}, ${COUNT_COLUMNS}, card.checks, card.visits, card.people,
  card.last_visit_at as visited_before_at`;

/** With who asked, as they are called now, and when the update was taken: that is when the check was. */
const LOOK_UP: PreparedStatement = {
  name: 'look_up',
  text: `select ${AS_IT_IS}, visitor.before_at as own_before_at,
      person.first_name, person.last_name, taken.taken_at
    from card ${CARD_PICTURE}
    left join person on person.id = $2
    left join card_visitor as visitor on visitor.card_id = card.id and visitor.person_id = $2
    left join taken_update as taken on taken.bot_id = $3 and taken.update_id = $4
    where code = $1`,
};

const lookedUpRow = z.object({
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  taken_at: z.coerce.date().nullable(),
});

interface LookedUpBy {
  readonly id: UpdateId;
  readonly personId: number;
  /** Whether the check counted. */
  readonly isCounted: boolean;
}

/** Looks a code up without counting: for an answer that is given again, to the update and the person of `by`. */
export async function lookUp(
  database: Database,
  code: string,
  by: LookedUpBy | null = null,
): Promise<Verdict> {
  const values = [by?.personId ?? null, by?.id.botId ?? null, by?.id.updateId ?? null];
  const [row] = await database.run(LOOK_UP, [code, ...values]);
  if (row === undefined) return { type: 'unknown' };
  const { first_name: first, last_name: last, taken_at: at } = lookedUpRow.parse(row);
  if (by === null || first === null || at === null) return foundVerdict(row, null);
  return foundVerdict(row, { name: fullName(first, last), at, isCounted: by.isCounted });
}

const LOOK_UP_CARD: PreparedStatement = {
  name: 'look_up_card',
  text: `select ${AS_IT_IS}, null as own_before_at from card ${CARD_PICTURE} where card.id = $1`,
};

/** The card of an id as a verdict tells of it, without counting: for a button below a verdict. Null when there is none. */
export async function lookUpCard(database: Database, cardId: string): Promise<VerdictCard | null> {
  const [row] = await database.run(LOOK_UP_CARD, [cardId]);
  return row === undefined ? null : cardIn(row);
}
