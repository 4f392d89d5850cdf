import { PgBoss } from 'pg-boss';
import { expect } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import { createDatabase as openDatabase } from '../../src/database/database.ts';
import { loadStatistics } from '../../src/features/statistics/statistics.ts';
import { verify } from '../../src/features/verification/verify.ts';
import { failureOf } from '../support/reports/failure-message.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { connectAll } from '../support/servers/connected-clients.ts';
import { emptyDatabase, roleOn } from '../support/servers/empty-database.ts';
import { execute } from '../support/servers/postgres.ts';

const KIND = 'schemas other than public';

/** Which schemas hold tables. */
async function schemasOf(url: string): Promise<string[]> {
  const rows = await execute<{ name: string }>(
    url,
    `select distinct relnamespace::regnamespace::text as name from pg_class
     where relkind in ('r', 'p') and relnamespace::regnamespace::text not in
       ('pg_catalog', 'information_schema', 'pg_toast') order by name`,
  );
  return rows.map(({ name }) => name);
}

/** Registers a card and checks it: tables, triggers and functions all take part. */
async function checkOneCard(url: string): Promise<void> {
  const database = await openDatabase(url);
  const code = createCode();
  await database.fork().execute(
    `insert into card (id, code, name, description, status, registered_by)
     values (gen_random_uuid(), ?, 'Dragon', '', 'active', 1)`,
    [code],
  );
  const person = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };
  const id = { botId: 1, updateId: Math.floor(Math.random() * 1e9) };
  const checked = await verify(database, { id, person, code, payload: {} });
  expect(checked?.verdict).toMatchObject({ type: 'found', card: { checks: 1 } });
  expect(await loadStatistics(database.fork())).toMatchObject({
    active: 1,
    visits: { all: 1, people: 1 },
  });
  await database.close();
}

fieldCase(
  'database',
  {
    kind: KIND,
    input:
      'a role that owns a schema and not the database, which stands in its search path; three starts',
    outcome: 'all tables, the jobs too, lie in that schema, and every start succeeds',
  },
  async () => {
    const url = await emptyDatabase();
    const { role, theirs } = await roleOn(url);
    await execute(
      url,
      `create schema cards authorization ${role}; alter role ${role} set search_path = cards`,
    );
    for (let start = 0; start < 3; start++) await connectAll(theirs);
    await checkOneCard(theirs);
    expect(await schemasOf(url)).toEqual(['cards']);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: '`?schema=cards` on an empty database; two starts',
    outcome: 'the schema is made, and everything lies in it',
  },
  async () => {
    const url = await emptyDatabase();
    for (let start = 0; start < 2; start++) await connectAll(`${url}?schema=cards`);
    await checkOneCard(`${url}?schema=cards`);
    expect(await schemasOf(url)).toEqual(['cards']);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: '`?schema=` with names that SQL would read otherwise: `user`, `Cards-2`, `карты`',
    outcome: 'each is a schema as any other',
  },
  async () => {
    for (const name of ['user', 'Cards-2', 'карты']) {
      const url = await emptyDatabase();
      const address = `${url}?schema=${encodeURIComponent(name)}`;
      for (let start = 0; start < 2; start++) await connectAll(address);
      await checkOneCard(address);
      expect((await schemasOf(url)).map((found) => found.replaceAll('"', ''))).toEqual([name]);
    }
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'options=-c search_path=cards in the address, as libpq spells it',
    outcome: 'everything lies in that schema',
  },
  async () => {
    const url = await emptyDatabase();
    await execute(url, 'create schema cards');
    await connectAll(`${url}?options=-c%20search_path%3Dcards`);
    expect(await schemasOf(url)).toEqual(['cards']);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input:
      "later a schema with the role's own name is made, which comes before `public` in its search path",
    outcome: 'the tables are found where they are, and no empty ones are made',
  },
  async () => {
    const url = await emptyDatabase();
    const { role, theirs } = await roleOn(url);
    await execute(url, `grant all on schema public to ${role}`);
    await connectAll(theirs);
    await execute(url, `create schema authorization ${role}`);
    await connectAll(theirs);
    await checkOneCard(theirs);
    expect(await schemasOf(url)).toEqual(['public']);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'two bots on one database, one in `public` and one with `?schema=cards`',
    outcome: 'each has its own cards and its own jobs',
  },
  async () => {
    const url = await emptyDatabase();
    await connectAll(url);
    await connectAll(`${url}?schema=cards`);
    await checkOneCard(url);
    await checkOneCard(`${url}?schema=cards`);
    expect(await execute(url, 'select count(*)::int as queues from cards.queue')).toEqual(
      await execute(url, 'select count(*)::int as queues from public.queue'),
    );
  },
);

fieldCase(
  'database',
  {
    kind: 'rights that the role lacks',
    input: 'a role without create on the schema `public` (the usual one since PostgreSQL 15)',
    outcome: 'one line with the statement that mends it',
  },
  async () => {
    const url = await emptyDatabase();
    const { role, theirs } = await roleOn(url);
    await execute(url, 'revoke create on schema public from public');
    expect(await failureOf(connectAll(theirs))).toBe(
      `Role ${role} may not create tables in schema public: run grant usage, create on schema "public" to "${role}" as its owner, or name another schema in DATABASE_URL with ?schema=.`,
    );
  },
);

fieldCase(
  'database',
  {
    kind: 'rights that the role lacks',
    input:
      '`?schema=cards` where that is missing, and a role that may not make it; a search path of schemas that are missing',
    outcome: 'one line with the statement that mends it',
  },
  async () => {
    const url = await emptyDatabase();
    const { role, theirs } = await roleOn(url);
    expect(await failureOf(connectAll(`${theirs}?schema=cards`))).toMatch(
      /^The schema cards does not exist, .* run create schema "cards" authorization/,
    );
    await execute(url, `alter role ${role} set search_path = nowhere`);
    expect(await failureOf(connectAll(theirs))).toMatch(/^PostgreSQL finds no schema for role/);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a schema in which another program has a table `job`',
    outcome: 'one line; nothing is made there',
  },
  async () => {
    const url = await emptyDatabase();
    await execute(url, 'create table job (id int); create table version (version int)');
    expect(await failureOf(connectAll(url))).toMatch(
      /^The schema public holds tables of another program \(job, version\)/,
    );
    expect(await execute(url, "select to_regclass('card') is null as untouched")).toEqual([
      { untouched: true },
    ]);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a database of the version before, with the jobs in the schema `pgboss`',
    outcome: 'they stay there, where its processes are still at work beside this one',
  },
  async () => {
    const url = await emptyDatabase();
    const database = await openDatabase(url);
    await database.migrate();
    await database.close();
    const boss = new PgBoss({ connectionString: url });
    await boss.start();
    await boss.createQueue('operate');
    await boss.stop({ graceful: false });
    await connectAll(url);
    expect(await schemasOf(url)).toEqual(['pgboss', 'public']);
    expect(await execute(url, "select to_regclass('public.queue') is null as none")).toEqual([
      { none: true },
    ]);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a new bot in a database where another program keeps its own jobs in `pgboss`',
    outcome: "the other's jobs are left alone",
  },
  async () => {
    const url = await emptyDatabase();
    const boss = new PgBoss({ connectionString: url });
    await boss.start();
    await boss.createQueue('operate');
    await boss.stop({ graceful: false });
    await connectAll(url);
    expect(await execute(url, "select name from pgboss.queue where name = 'screen'")).toEqual([]);
    expect(await execute(url, "select to_regclass('public.queue') is null as none")).toEqual([
      { none: false },
    ]);
  },
);
