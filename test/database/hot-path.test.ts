import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import {
  type Database,
  createDatabase as openDatabase,
  type PreparedStatement,
} from '../../src/database/database.ts';
import { listCards } from '../../src/features/cards/card-list.ts';
import { loadStatistics } from '../../src/features/statistics/statistics.ts';
import { putOffCheck } from '../../src/features/verification/later-check.ts';
import { lookUp } from '../../src/features/verification/verdict.ts';
import { verify } from '../../src/features/verification/verify.ts';
import { verifyMany } from '../../src/features/verification/verify-many.ts';
import { photosOf } from '../../src/photos/photos.ts';
import { createFinishedUpdates } from '../../src/updates/finish-updates.ts';
import { takeToTell } from '../../src/updates/slow-down.ts';
import { takeUpdate } from '../../src/updates/take-update.ts';
import {
  claimUpdates,
  comesAfterAnother,
  keepUpdates,
  letUpdatesGo,
  putUpdatesOff,
} from '../../src/updates/waiting-updates.ts';
import {
  createDatabase,
  execute,
  startTestServer,
  type TestServer,
} from '../support/servers/postgres.ts';

const PERSON = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };
const CHECKS = 50;

let server: TestServer;
let url: string;
let database: Database;
let code: string;

beforeAll(async () => {
  server = await startTestServer({ shared_preload_libraries: 'pg_stat_statements' });
  url = await createDatabase(server.url, `test_${randomBytes(6).toString('hex')}`);
  database = await openDatabase(url);
  await database.migrate();
  await execute(url, 'create extension pg_stat_statements');
  code = createCode();
  await fill();
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

/** So many rows that reading a whole table would be the wrong choice everywhere. */
async function fill(): Promise<void> {
  await execute(
    url,
    `insert into card (id, code, name, description, status, registered_by, registered_at)
     select gen_random_uuid(), case n when 1 then '${code}' else 'code ' || n end, 'Dragon', '', 'active', 1,
       now() - make_interval(secs => n)
     from generate_series(1, 20000) as n;
     insert into photo (card_id, slot, key, sha256, size, width, height)
     select id, slot, id || slot, '', 1, 1, 1 from card, unnest(array['original', 'packaged']) as slot;
     insert into picture (card_id, shows, key, size) select id, 'both', id, 1 from card;
     insert into person (id, first_name) select n, 'V' from generate_series(1, 20000) as n;
     insert into card_visitor (card_id, person_id)
     select id, (row_number() over ())::int from card;
     insert into taken_update (bot_id, update_id, taken_at, finished_at)
     select 1, n, now() - make_interval(secs => n), now() from generate_series(1, 20000) as n;
     analyze;`,
  );
}

/** What the server was asked since the last call of this, and how often. */
async function statements(): Promise<Record<string, number>> {
  const rows = await execute<{ query: string; calls: string }>(
    url,
    `select query, calls from pg_stat_statements where dbid =
       (select oid from pg_database where datname = current_database())`,
  );
  await execute(url, 'select pg_stat_statements_reset()');
  const ours = rows.filter(({ query }) => !/pg_stat_statements|pg_database/.test(query));
  return Object.fromEntries(ours.map(({ query, calls }) => [query, Number(calls)]));
}

describe('a check of a card', () => {
  test('is one statement, without a transaction around it; marking the answers is one for all of them', async () => {
    const finished = createFinishedUpdates(database, () => {});
    await statements();
    await Promise.all(
      Array.from({ length: CHECKS }, async (_, n) => {
        const id = { botId: 42, updateId: n };
        await verify(database, { id, person: PERSON, code, payload: {} });
        finished.add(id);
      }),
    );
    await finished.flush();
    const asked = Object.entries(await statements());
    expect(asked).toHaveLength(2);
    expect(asked.find(([sql]) => sql.includes('insert into verification'))?.[1]).toBe(CHECKS);
    expect(asked.find(([sql]) => sql.includes('update taken_update'))?.[1]).toBeLessThanOrEqual(3);
  });
});

/** The statement that `work` has the database run. */
async function statementOf(work: (database: Database) => Promise<unknown>) {
  const seen: { sql: string }[] = [];
  const watched: Database = {
    ...database,
    run(statement: PreparedStatement, values) {
      seen.push({ sql: statement.text });
      return database.run(statement, values);
    },
  };
  await work(watched);
  return only(seen).sql;
}

function only<T>(items: readonly T[]): T {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`${items.length} instead of one`);
  return item;
}

/** How the server goes about a statement, as it tells it. */
async function planOf(sql: string, option = 'generic_plan, '): Promise<string> {
  const lines = await execute<{ 'QUERY PLAN': string }>(url, `explain (${option}costs off) ${sql}`);
  return lines.map((line) => line['QUERY PLAN']).join('\n');
}

describe('the plan', () => {
  const id = { botId: 43, updateId: 1 };

  test.each<[string, (database: Database) => Promise<unknown>, RegExp[]]>([
    [
      'of a check',
      (db) => verify(db, { id, person: PERSON, code, payload: {} }),
      [/card_code_key/, /visitor_total_pkey/, /picture_pkey/],
    ],
    [
      'of many checks',
      (db) => verifyMany(db, [{ id, person: PERSON, code, payload: {} }]),
      [/card_code_key/, /card_pkey/, /card_total_pkey/, /visitor_total_pkey/, /picture_pkey/],
    ],
    [
      'of a look-up',
      (db) => lookUp(db, code),
      [/card_code_key/, /card_visitor_(pkey|person)/, /picture_pkey/],
    ],
    ['of taking', (db) => takeUpdate(db, { botId: 43, updateId: 2 }, PERSON, {}), []],
    ['of whose turn it is', (db) => comesAfterAnother(db, id), [/taken_update_/]],
    ['of holding', (db) => keepUpdates(db, [id]), [/taken_update_/]],
    ['of letting go', (db) => letUpdatesGo(db, [id]), [/taken_update_/]],
    ['of putting off', (db) => putUpdatesOff(db, [{ id, seconds: 8 }]), [/taken_update_pkey/]],
    [
      'of putting a check off',
      (db) => putOffCheck(db, { id, person: PERSON, payload: {} }, {}),
      [/person_pkey/, /taken_update_pkey/],
    ],
    [
      'of asking to slow down',
      (db) => takeToTell(db, id, { personId: 7, payload: {} }),
      [/person_pkey/],
    ],
    ['of the photos', (db) => photosOf(db, '0c0d3a2c-6f1b-4a7e-9d0b-2a2f5a3c1b11'), [/photo_pkey/]],
    ['of taking up', (db) => claimUpdates(db, 32), [/taken_update_unfinished/]],
    [
      'of finishing',
      async (db) => {
        const finished = createFinishedUpdates(db, () => {});
        finished.add(id);
        await finished.flush();
      },
      [/taken_update_(pkey|unfinished)/],
    ],
  ])('%s reads by an index and no table as a whole', async (_, work, indexes) => {
    const plan = await planOf(await statementOf(work));
    expect(plan).not.toMatch(/Seq Scan/);
    for (const index of indexes) expect(plan).toMatch(index);
  });

  test('of the statistics reads the totals and three entries of an index, never the cards', async () => {
    await execute(url, 'update card set visits = 10; analyze card');
    const { em, seen } = watchedEntityManager();
    expect(await loadStatistics(em)).toMatchObject({
      cards: 20_000,
      visits: { all: 200_000 },
    });
    const plan = await planOf(only(seen).sql, '');
    expect(plan).toMatch(/Index Scan using card_most_visited/);
    expect(plan).toMatch(/Seq Scan on card_total/);
    expect(plan).not.toMatch(/Sort|Seq Scan on card$/m);
  });

  test('of a page of the list reads the index from where the page begins, and sorts nothing', async () => {
    const { em: watching, seen } = watchedEntityManager();
    let page = await listCards(watching, { from: 'newest' });
    for (let n = 0; n < 3 && page.older; n++) {
      page = await listCards(watching, { from: 'older', cursor: page.older });
    }
    if (page.newer) await listCards(watching, { from: 'newer', cursor: page.newer });
    expect(seen).toHaveLength(5);
    for (const { sql, values } of seen) {
      const plan = await planOf(withValues(sql, values), '');
      expect(plan).toMatch(/Index Scan( Backward)? using card_newest_first/);
      expect(plan).not.toMatch(/Sort|Seq Scan/);
      if (values.length > 1) expect(plan).toMatch(/Index Cond: \(ROW\(registered_at, id\)/);
    }
  });
});

/** An entity manager that notes what it is asked. */
function watchedEntityManager() {
  const em = database.fork();
  const seen: { sql: string; values: readonly unknown[] }[] = [];
  const watching = {
    execute(sql: string, values: readonly unknown[] = []) {
      seen.push({ sql, values });
      return em.execute(sql, [...values]);
    },
  } as Pick<EntityManager, 'execute'> as EntityManager;
  return { em: watching, seen };
}

/** A statement with its values in their places. */
function withValues(sql: string, values: readonly unknown[]): string {
  const left = [...values];
  return sql.replace(/\?/g, () => `'${left.shift()}'`);
}
