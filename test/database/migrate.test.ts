import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { MikroORM } from '@mikro-orm/postgresql';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase as openDatabase } from '../../src/database/database.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { loadStatistics } from '../../src/features/statistics/statistics.ts';
import { createDatabase, dropDatabase, execute } from '../support/servers/postgres.ts';

const PROCESS = fileURLToPath(new URL('../support/bot/migrating-process.ts', import.meta.url));

async function emptyDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await createDatabase(inject('postgresUrl'), name);
  onTestFinished(() => dropDatabase(inject('postgresUrl'), name));
  return url;
}

async function migrateInProcess(url: string): Promise<{ code: unknown; errors: string }> {
  const child = spawn(process.execPath, [PROCESS], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

describe('migrations', () => {
  test('are run by four processes at the same moment, each once', async () => {
    const url = await emptyDatabase();
    const ends = await Promise.all(Array.from({ length: 4 }, () => migrateInProcess(url)));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const names = databaseOptions({ url }).migrations?.migrationsList?.map((migration) =>
      'name' in migration ? migration.name : String(migration),
    );
    expect(await execute(url, 'select name from migration order by id')).toEqual(
      names?.map((name) => ({ name })),
    );
  });

  test('are run by several calls in one process, each once', async () => {
    const url = await emptyDatabase();
    const database = await openDatabase(url);
    await Promise.all(Array.from({ length: 3 }, () => database.migrate()));
    await database.migrate();
    expect(await database.fork().execute('select 1 from card')).toEqual([]);
    await database.close();
  });

  test('bring the totals of the statistics to a database of the first schema', async () => {
    const url = await emptyDatabase();
    const orm = await MikroORM.init(databaseOptions({ url }));
    await orm.migrator.up({ to: 'Migration20261122Initial' });
    await execute(
      url,
      `insert into card (id, code, name, description, status, checks, registered_by)
       select gen_random_uuid(), n, 'D' || n, '', case when n < 5 then 'draft' else 'active' end, n, 1
       from generate_series(1, 100) as n;
       insert into person (id, first_name) values (1, 'A'), (2, 'B'), (3, 'C'), (7, 'Admin');
       insert into admin_session (admin_id, version, snapshot) values (7, 1, '{}');
       insert into verification (bot_id, update_id, card_id, person_id, first_name, at)
       select 1, row_number() over (), card.id, person_id, 'V', now() - ago
       from card, (values (1, interval '40 days'), (1, '39 days 23 hours 50 minutes'), (1, '2 days'),
         (2, '1 day'), (3, '10 minutes'), (3, '5 minutes'), (7, '1 day')) as each (person_id, ago)
       where name in ('D98', 'D99', 'D100')`,
    );
    const database = await openDatabase(url);
    await database.migrate();
    const days = { today: expect.any(Number), week: 9, month: 9 };
    const before = {
      ...{ cards: 96, drafts: 4, active: 96, suspended: 0, stolen: 0, retired: 0 },
      visits: { all: 12, ...days, people: 3, unknownCodes: 0 },
      top: expect.any(Array),
    };
    const statistics = await loadStatistics(database.fork());
    expect(statistics).toEqual(before);
    expect(statistics.top.map(({ visits }) => visits)).toEqual([4, 4, 4]);
    const card = `select visits, people, cardinality(newcomers) as newcomers,
      round(extract(epoch from now() - first_visit_at) / 86400)::int as first,
      round(extract(epoch from now() - last_visit_at) / 60)::int as last from card where name = 'D99'`;
    expect(await execute(url, card)).toEqual([
      { visits: 4, people: 3, newcomers: 3, first: 40, last: 5 },
    ]);
    for (let step = 0; step < 3; step++) await orm.migrator.down();
    await execute(url, "update card set checks = checks + 1 where name = 'D1'");
    await database.migrate();
    expect(await loadStatistics(database.fork())).toEqual(before);
    await database.close();
    await orm.close();
  });

  test('call what was switched off under review, also when a process of an older version does it', async () => {
    const url = await emptyDatabase();
    const orm = await MikroORM.init(databaseOptions({ url }));
    onTestFinished(() => orm.close());
    await orm.migrator.up({ to: 'Migration20261207Visits' });
    await execute(
      url,
      `insert into card (id, code, name, description, status, registered_by)
       select gen_random_uuid(), status, status, '', status, 5
       from unnest(array['draft', 'active', 'deactivated']) as status`,
    );
    await orm.migrator.up();
    const statuses = () => execute(url, 'select code, status from card order by code');
    expect(await statuses()).toEqual([
      { code: 'active', status: 'active' },
      { code: 'deactivated', status: 'suspended' },
      { code: 'draft', status: 'draft' },
    ]);
    await execute(url, "update card set status = 'deactivated' where code = 'active'");
    expect(await statuses()).toContainEqual({ code: 'active', status: 'suspended' });
    expect(await execute(url, 'select admin_id::int as by, change from card_history')).toEqual(
      Array(3).fill({ by: 5, change: 'registered' }),
    );
    const [totals] = await execute(url, 'select sum(suspended)::int as suspended from card_total');
    expect(totals).toEqual({ suspended: 2 });
  });

  test('give checks a key of their own without reading or writing what a big table holds', async () => {
    const url = await emptyDatabase();
    const orm = await MikroORM.init(databaseOptions({ url }));
    onTestFinished(() => orm.close());
    await orm.migrator.up({ to: 'Migration20261126TotalOfOneCard' });
    await execute(
      url,
      `insert into card (id, code, name, description, status, registered_by)
         values (gen_random_uuid(), 'A', 'A', '', 'active', 1);
       insert into verification (bot_id, update_id, card_id, person_id, first_name)
         select 1, n, card.id, 1, 'V' from card, generate_series(1, 1000) as n`,
    );
    const files = async () =>
      execute(
        url,
        `select pg_relation_filenode('verification') as file, count(*)::int as rows,
        max(xmin::text::bigint)::int as written from verification`,
      );
    const before = await files();
    await orm.migrator.up();
    expect(await files()).toEqual(before);
    const insert = `insert into verification (bot_id, update_id, card_id, person_id, first_name)
      select 1, 7, id, 1, 'V' from card returning id::int`;
    expect([await execute(url, insert), await execute(url, insert)]).toEqual([
      [{ id: 1 }],
      [{ id: 2 }],
    ]);
  });

  test('may take long: no limit of a usual statement is set for them', async () => {
    const url = await emptyDatabase();
    await execute(
      url,
      `create table seen (statement_timeout text, idle text);
       create function see() returns event_trigger language plpgsql as $$ begin
         insert into seen values (current_setting('statement_timeout'),
           current_setting('idle_in_transaction_session_timeout'));
       end $$;
       create event trigger see on ddl_command_end execute function see()`,
    );
    const database = await openDatabase(url);
    await database.migrate();
    await database.close();
    expect(await execute(url, 'select distinct statement_timeout, idle from seen')).toEqual([
      { statement_timeout: '0', idle: '0' },
    ]);
  });

  test('leave no lock and no connection behind', async () => {
    const url = await emptyDatabase();
    const database = await openDatabase(url);
    await database.migrate();
    const locks = `select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
      where locktype = 'advisory' and datname = current_database()`;
    await expect.poll(() => execute(url, locks)).toEqual([]);
    const others = `select 1 from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await expect.poll(() => execute(url, others)).toEqual([]);
    await database.close();
  });
});
