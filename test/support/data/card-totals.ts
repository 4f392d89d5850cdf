import type { Statistics } from '../../../machines/parts/statistics/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { rowsOf } from './cards.ts';

interface Totals extends Pick<Statistics, 'cards' | 'active' | 'drafts'> {
  readonly visits: number;
}

/** The totals of the statistics, as {@link totalsByCounting} counts them. */
export function totalsOf({ cards, active, drafts, visits }: Statistics): Totals {
  return { cards, active, drafts, visits: visits?.all ?? Number.NaN };
}

/** What the totals of the statistics have to be: counted row by row. */
export async function totalsByCounting(database: Database): Promise<Totals> {
  const [counted] = await rowsOf(
    database,
    `select count(*)::int as cards, count(*) filter (where status = 'active')::int as active,
       count(*) filter (where status = 'draft')::int as drafts, coalesce(sum(visits), 0)::int as visits
     from card`,
  );
  return counted as unknown as Totals;
}
