import { z } from 'zod';

/** Checks of a card by one person that are less than this apart are one visit. */
const VISIT = "interval '30 minutes'";

/** Of so many people a card keeps when they came. */
const NEWCOMERS = 50;

/** So many new people within a week are more than one card in one pair of hands has. */
const RUSH_PEOPLE = 10;

const RUSH = "interval '7 days'";

/** Of what lies in the future a clock had jumped when it was written: no visit goes on from there. */
const isUnderWay = (at: string) => `(${at} > now() - ${VISIT} and ${at} <= clock_timestamp())`;

/**
 * What a person's next check of a card changes, for `insert into card_visitor as v … on conflict
 * (card_id, person_id) do update set …`.
 */
const CHECK_AGAIN = `
  visits = v.visits + (not ${isUnderWay('v.last_at')})::int,
  before_at = v.last_at, last_at = now()`;

/**
 * The end of `insert into card_visitor as v (card_id, person_id) …`: what the check is for the card. It is
 * a `visit` (1) or goes on with one (0), by a `newcomer` (1) or by somebody who was there before (0), at
 * `before_at`.
 */
export const COUNT_VISIT = `
  on conflict (card_id, person_id) do update set ${CHECK_AGAIN}
  returning card_id, person_id, before_at, now() as at, (before_at is null)::int as newcomer,
    (before_at is null or not ${isUnderWay('before_at')})::int as visit`;

/**
 * What checks change of a card, for `update card set …`.
 *
 * @param times SQL of what they are together: columns `checks`, `visits`, `newcomers` and `at`, which is
 *   null when none of them counts
 */
export function countOnCard(times: string): string {
  return `
    checks = card.checks + ${times}.checks,
    visits = card.visits + ${times}.visits, people = card.people + ${times}.newcomers,
    first_visit_at = coalesce(card.first_visit_at, ${times}.at),
    last_visit_at = coalesce(${times}.at, card.last_visit_at),
    newcomers = case when ${times}.newcomers = 0 then card.newcomers
      else (card.newcomers || array_fill(now(), array[${times}.newcomers]))
        [cardinality(card.newcomers) + ${times}.newcomers - ${NEWCOMERS - 1} :]
    end`;
}

/** The columns of the row `card` that {@link readCounts} reads, but for `visits` and `people`, and `visited_before_at` and `own_before_at`, which are of a check. */
export const COUNT_COLUMNS = `
  card.first_visit_at,
  case when cardinality(card.newcomers) >= ${RUSH_PEOPLE} then (
    select json_build_object('people', count(*), 'since', min(at))
    from unnest(card.newcomers) as at where at between now() - ${RUSH} and clock_timestamp()
  ) end as rush`;

/** A person always adds to the same of the totals' rows. */
export const shareOf = (personId: string) => `(${personId} & 255)::smallint`;

const countRow = z.object({
  visits: z.number(),
  people: z.number(),
  first_visit_at: z.coerce.date().nullable(),
  visited_before_at: z.coerce.date().nullable(),
  own_before_at: z.coerce.date().nullable(),
  rush: z.object({ people: z.number(), since: z.coerce.date() }).nullable().catch(null),
});

/** How often a card was checked. A visit is all checks of one person that are less than 30 minutes apart; admins' own do not count. */
export interface Counts {
  readonly visits: number;
  readonly people: number;
  /** When the card was checked for the first time; null: never. */
  readonly firstAt: Date | null;
  /** When it was checked last, before this check; null: never, or this is the first. */
  readonly lastAt: Date | null;
  /** When the person of this check checked it before; null: never, or nobody knows. */
  readonly ownAt: Date | null;
  /** More new people within a week than a card has that is one: so many since then; null: no more than others. */
  readonly rush: { readonly people: number; readonly since: Date } | null;
}

/** Reads what a row says of a card's checks. */
export function readCounts(row: unknown): Counts {
  const parsed = countRow.parse(row);
  const { rush } = parsed;
  return {
    visits: parsed.visits,
    people: parsed.people,
    firstAt: parsed.first_visit_at,
    lastAt: parsed.visited_before_at,
    ownAt: parsed.own_before_at,
    rush: rush !== null && rush.people >= RUSH_PEOPLE ? rush : null,
  };
}
