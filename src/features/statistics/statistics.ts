import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Statistics } from '../../../machines/parts/statistics/slice.ts';

const statisticsRow = z.object({
  cards: z.number(),
  drafts: z.number(),
  active: z.number(),
  suspended: z.number(),
  stolen: z.number(),
  retired: z.number(),
  visits: z.object({
    all: z.number(),
    today: z.number(),
    week: z.number(),
    month: z.number(),
    people: z.number(),
    unknownCodes: z.number(),
  }),
  top: z.array(z.object({ name: z.string(), visits: z.number() })),
});

const sumOf = (days: string) => `(select sum(visits) from unnest(${days}) as visits)`;

/**
 * Counts cards by status, visits, the people who made them and the unknown codes that were tried, and names the
 * three cards that were visited most (those with none are left out), all as of one moment. The database
 * keeps the totals with each change of a card and with each check, so they are exact, and reading them
 * costs the same however many cards and checks there are. Days are those of UTC.
 */
export async function loadStatistics(em: EntityManager): Promise<Statistics> {
  const [row] = await em.execute(
    `select sum(cards - drafts)::float8 as cards, sum(drafts)::float8 as drafts,
       sum(active)::float8 as active, sum(suspended)::float8 as suspended,
       sum(stolen)::float8 as stolen, sum(retired)::float8 as retired,
       json_build_object(
         'all', sum(visits), 'today', sum(days[1]), 'week', sum(${sumOf('days[1:7]')}),
         'month', sum(${sumOf('days')}),
         'people', (select sum(people) from visitor_total),
         'unknownCodes', (select sum(unknown_codes) from visitor_total)
       ) as visits,
       (select coalesce(json_agg(most), '[]') from (
         select left(name, 128) as name, visits from card
         where visits > 0 order by visits desc, registered_at desc, id desc limit 3
       ) as most) as top
     from card_total,
       visits_moved_on(recent, recent_day, (now() at time zone 'utc')::date) as days`,
  );
  return statisticsRow.parse(row);
}
