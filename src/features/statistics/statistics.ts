import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Statistics } from '../../../machines/parts/statistics/slice.ts';

const statisticsRow = z.object({
  cards: z.number(),
  active: z.number(),
  drafts: z.number(),
  checks: z.number(),
  top: z.array(z.object({ name: z.string(), checks: z.number() })),
});

/**
 * Counts cards and checks, and names the three cards that were checked most (those with none are
 * left out), all as of one moment. The database keeps the totals with each change of a card, so
 * they are exact, and reading them costs the same however many cards there are.
 */
export async function loadStatistics(em: EntityManager): Promise<Statistics> {
  const [row] = await em.execute(
    `select sum(cards)::float8 as cards, sum(active)::float8 as active,
       sum(drafts)::float8 as drafts, sum(checks)::float8 as checks,
       (select coalesce(json_agg(most), '[]') from (
         select left(name, 128) as name, checks from card
         where checks > 0 order by checks desc, registered_at desc, id desc limit 3
       ) as most) as top
     from card_total`,
  );
  return statisticsRow.parse(row);
}
