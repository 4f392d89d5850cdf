import { createDatabase, type Database } from '../src/database/database.ts';
import { listCards } from '../src/features/cards/card-list.ts';
import { loadStatistics } from '../src/features/statistics/statistics.ts';
import { verify } from '../src/features/verification/verify.ts';
import { fillSql } from './growth-fill.ts';
import { median } from './machine/figures.ts';
import type { BenchPostgres } from './machine/postgres.ts';

/** What is measured on databases of several sizes, and its milliseconds by the number of cards. */
export interface GrowthResult {
  readonly name: string;
  readonly milliseconds: ReadonlyMap<number, number>;
}

export interface GrowthPlan {
  /** Numbers of cards; the first is what the others are compared with. */
  readonly sizes: readonly number[];
  /** How often each thing is done, before that is counted and then. */
  readonly warmUp: number;
  readonly times: number;
  readonly say: (line: string) => void;
}

interface Grown {
  readonly cards: number;
  readonly database: Database;
  /** Some of the codes, from everywhere. */
  readonly codes: readonly string[];
  /** The code of the card that a tenth of all people checked. */
  readonly busiest: string;
  /** From where the page that holds the oldest card begins. */
  readonly lastPage: { registeredAt: string; id: string };
}

const PERSON = { firstName: 'Vera', lastName: 'Bench', username: 'vera', languageCode: 'en' };

let updateId = 0;

const TASKS: readonly [name: string, task: (grown: Grown) => Promise<unknown>][] = [
  ['verification', checkAnyCard],
  ['verification of the card with the most people', (grown) => check(grown, grown.busiest)],
  ['card list, first page', ({ database }) => listCards(database.fork(), { from: 'newest' })],
  [
    'card list, last page',
    ({ database, lastPage }) => listCards(database.fork(), { from: 'older', cursor: lastPage }),
  ],
  ['statistics', ({ database }) => loadStatistics(database.fork())],
];

function checkAnyCard(grown: Grown): Promise<void> {
  const { codes } = grown;
  return check(grown, codes[Math.floor(Math.random() * codes.length)] ?? '');
}

/** Anybody checks the code. */
async function check({ cards, database }: Grown, code: string): Promise<void> {
  updateId += 1;
  const person = { id: 1 + Math.floor(Math.random() * cards), ...PERSON };
  const checked = await verify(database, {
    id: { botId: 2, updateId },
    person,
    code,
    payload: { personId: 1 },
  });
  if (checked?.verdict.type !== 'found') throw new Error('a card of the database was not found');
}

/**
 * Fills a database for each size, and does each task on all of them in turns, once and once again: so
 * a busy moment of the machine hits all sizes. Each figure is a median.
 */
export async function measureGrowth(
  postgres: BenchPostgres,
  plan: GrowthPlan,
): Promise<GrowthResult[]> {
  const grown: Grown[] = [];
  for (const cards of plan.sizes) grown.push(await grow(postgres, cards, plan.say));
  const results: GrowthResult[] = [];
  for (const [name, task] of TASKS) {
    const took = new Map(plan.sizes.map((cards): [number, number[]] => [cards, []]));
    for (let n = -plan.warmUp; n < plan.times; n++) {
      for (const each of grown) {
        const since = performance.now();
        await task(each);
        if (n >= 0) took.get(each.cards)?.push(performance.now() - since);
      }
    }
    results.push({
      name,
      milliseconds: new Map([...took].map(([cards, values]) => [cards, median(values)])),
    });
  }
  for (const { database } of grown) await database.close();
  return results;
}

async function grow(
  postgres: BenchPostgres,
  cards: number,
  say: (line: string) => void,
): Promise<Grown> {
  const since = performance.now();
  const url = await postgres.createDatabase(`growth_${cards}`);
  const database = await createDatabase(url);
  await database.migrate();
  await postgres.run(url, fillSql(cards));
  await postgres.run(url, 'vacuum analyze');
  await postgres.run(url, 'checkpoint');
  const codes = await postgres.run(url, `select code from card order by md5(id::text) limit 20000`);
  const [busiest] = await postgres.run(
    url,
    'select code from card order by registered_at desc limit 1',
  );
  const [last] = await postgres.run(
    url,
    `select registered_at::text as at, id from card order by registered_at, id offset 8 limit 1`,
  );
  const seconds = Math.round((performance.now() - since) / 1000);
  say(`${cards} cards with ten checks each were filled in ${seconds} s`);
  return {
    cards,
    database,
    codes: codes.map(({ code }) => String(code)),
    busiest: String(busiest?.code),
    lastPage: { registeredAt: String(last?.at), id: String(last?.id) },
  };
}
