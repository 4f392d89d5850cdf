import type { Statistics } from '../../../machines/parts/statistics/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { rowsOf } from './cards.ts';

interface Totals
  extends Pick<Statistics, 'cards' | 'active' | 'drafts' | 'suspended' | 'stolen' | 'retired'> {
  readonly visits: number;
}

/** The totals of the statistics, as {@link totalsByCounting} counts them. */
export function totalsOf({ top: _top, visits, ...cards }: Statistics): Totals {
  return { ...cards, visits: visits?.all ?? Number.NaN };
}

/** What the totals of the statistics have to be: counted row by row. */
export async function totalsByCounting(database: Database): Promise<Totals> {
  const [counted] = await rowsOf(
    database,
    `select count(*) filter (where status <> 'draft')::int as cards,
       count(*) filter (where status = 'active')::int as active,
       count(*) filter (where status = 'suspended')::int as suspended,
       count(*) filter (where status = 'stolen')::int as stolen,
       count(*) filter (where status = 'retired')::int as retired,
       count(*) filter (where status = 'draft')::int as drafts, coalesce(sum(visits), 0)::int as visits
     from card`,
  );
  return counted as unknown as Totals;
}
