import type { Statistics } from '../../../machines/parts/statistics/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { rowsOf } from './cards.ts';

type Totals = Omit<Statistics, 'top'>;

/** What the totals of the statistics have to be: counted row by row. */
export async function totalsByCounting(database: Database): Promise<Totals> {
  const [counted] = await rowsOf(
    database,
    `select count(*)::int as cards, count(*) filter (where status = 'active')::int as active,
       count(*) filter (where status = 'draft')::int as drafts, coalesce(sum(checks), 0)::int as checks
     from card`,
  );
  return counted as unknown as Totals;
}
