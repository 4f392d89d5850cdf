import { CARD_COLUMNS, LIMITED_COLUMNS } from './verdict.ts';
import { COUNT_COLUMNS, COUNT_VISIT, countOnCard, shareOf } from './visits.ts';

// Parts of a statement that counts one check. Each is some of its `with` queries, and names those before it.

/**
 * Finds the card of a code and locks it, before anything else: the statement for many waits for no card.
 * What is to come after that reads from `first_locked`.
 */
export const findCard = (code: string) => `
  found as materialized (
    select id, last_visit_at from card where code = ${code} for no key update
  ), first_locked as materialized (select count(*) from found)`;

/**
 * Counts the check on the card: `card` is its row, if there is one, with what was before.
 *
 * @param taken the query that has a row when the update is to be counted
 * @param isCounted SQL of whether the check is a visit; else it is only logged
 */
export const countCheck = (taken: string, personId: string, isCounted: string) => `
  visitor as (
    insert into card_visitor as v (card_id, person_id)
    select id, ${personId} from found, ${taken} where ${isCounted}
    ${COUNT_VISIT}
  ), times as materialized (
    select found.id as card_id, last_visit_at as visited_before_at, before_at as own_before_at,
      1 as checks, coalesce(visit, 0) as visits, coalesce(newcomer, 0) as newcomers, visitor.at
    from found cross join ${taken} left join visitor on true
  ), card as (
    update card set ${countOnCard('times')}
    from times where card.id = times.card_id
    returning card.*, visited_before_at, own_before_at, times.at as counted_at
  )`;

/** Adds somebody new, and an unknown code, to the totals; `seen` is the person's row. */
export const addToTotals = (personId: string) => `
  added as (
    update visitor_total as total set people = total.people + seen.is_first::int,
      unknown_codes = total.unknown_codes + (card.id is null)::int
    from seen left join card on true
    where share = ${shareOf(personId)} and (seen.is_first or card.id is null)
  )`;

/** What `readChecked` reads of the rows `card` and `seen`, but for `update_before`. */
export const CHECKED_COLUMNS = `
  ${CARD_COLUMNS}, ${COUNT_COLUMNS}, card.checks, card.visits, card.people,
  card.visited_before_at, card.own_before_at, ${LIMITED_COLUMNS}, now() as checked_at`;
