import type { EntityManager } from '@mikro-orm/postgresql';
import type { Statistics } from '../../machines/context.ts';

interface Totals {
  cards: number;
  active: number;
  drafts: number;
  checks: number;
}

/** Counts cards and checks, and names the three cards that were checked most (those with none are left out). */
export async function loadStatistics(em: EntityManager): Promise<Statistics> {
  const [totals] = await em.execute<Totals[]>(
    `select count(*)::int as cards,
            count(*) filter (where status = 'active')::int as active,
            count(*) filter (where status = 'draft')::int as drafts,
            coalesce(sum(checks), 0)::int as checks
     from card`,
  );
  const top = await em.execute<{ name: string; checks: number }[]>(
    `select left(name, 128) as name, checks from card
     where checks > 0 order by checks desc, registered_at desc, id desc limit 3`,
  );
  return { ...(totals ?? { cards: 0, active: 0, drafts: 0, checks: 0 }), top };
}
