import { randomBytes } from 'node:crypto';
import { expect, inject, onTestFinished } from 'vitest';
import { createDatabase } from '../../src/database/database.ts';
import { startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { failureOf } from '../support/reports/failure-message.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { connectAll } from '../support/servers/connected-clients.ts';
import { emptyDatabase, roleOn } from '../support/servers/empty-database.ts';
import { dropDatabase, execute, urlOf } from '../support/servers/postgres.ts';
import { runScript } from '../support/sources/run-script.ts';

const PRECONDITIONS = 'preconditions that nobody checks';
const REFUSALS = 'refusals for good';

/** Starts the bot on a database until it ends; answers what it printed. */
async function startOn(url: string): Promise<string> {
  const bot = startProgram('src/main.ts', {
    BOT_TOKEN: '123456:abc',
    DATABASE_URL: url,
    PORT: '0',
    DATA_DIR: await temporaryFolder(),
  });
  expect(await bot.exit()).toBe(1);
  return bot.output().trimEnd();
}

fieldCase(
  'database',
  {
    kind: PRECONDITIONS,
    input: 'a database whose encoding is LATIN1',
    outcome: 'the start ends with one line that says how to make one',
  },
  async () => {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await execute(
      inject('postgresUrl'),
      `create database ${name} encoding 'LATIN1' locale 'C' locale_provider libc template template0`,
    );
    onTestFinished(() => dropDatabase(inject('postgresUrl'), name));
    expect(await startOn(urlOf(inject('postgresUrl'), name))).toBe(
      "The database that DATABASE_URL names has server_encoding LATIN1, which cannot keep every name: make one with create database … encoding 'UTF8' template template0.",
    );
  },
);

fieldCase(
  'database',
  {
    kind: PRECONDITIONS,
    input: 'a database that is set to default_transaction_read_only',
    outcome: 'one line that names the setting',
  },
  async () => {
    const url = await emptyDatabase();
    const name = new URL(url).pathname.slice(1);
    await execute(url, `alter database ${name} set default_transaction_read_only = on`);
    expect(await failureOf(connectAll(url))).toMatch(
      /^The database that DATABASE_URL names has default_transaction_read_only on: turn it off/,
    );
  },
);

fieldCase(
  'database',
  {
    kind: PRECONDITIONS,
    input:
      'a role with DateStyle German, IntervalStyle iso_8601, bytea_output escape, serializable transactions and a statement_timeout of a second',
    outcome: 'the bot works: what its statements stand on it sets itself',
  },
  async () => {
    const url = await emptyDatabase();
    const { role, theirs } = await roleOn(url);
    await execute(
      url,
      `grant all on schema public to ${role};
       alter role ${role} set datestyle = 'German';
       alter role ${role} set intervalstyle = 'iso_8601';
       alter role ${role} set bytea_output = 'escape';
       alter role ${role} set default_transaction_isolation = 'serializable';
       alter role ${role} set statement_timeout = '1s'`,
    );
    expect((await connectAll(theirs)).length).toBeGreaterThan(2);
    const database = await createDatabase(theirs);
    const name = (setting: string) => `current_setting('${setting}') as "${setting}"`;
    const settings = ['DateStyle', 'IntervalStyle', 'transaction_isolation', 'statement_timeout'];
    expect(await database.fork().execute(`select ${settings.map(name).join(', ')}`)).toEqual([
      {
        DateStyle: 'ISO, MDY',
        IntervalStyle: 'postgres',
        transaction_isolation: 'read committed',
        statement_timeout: '10s',
      },
    ]);
    await database.close();
  },
);

fieldCase(
  'database',
  {
    kind: REFUSALS,
    input: 'a wrong password, a database that does not exist, a role that may not log in',
    outcome: "one line each: the server's own words and the mend",
  },
  async () => {
    const url = await emptyDatabase();
    const { role, theirs } = await roleOn(url);
    const wrong = new URL(theirs);
    wrong.password = 'wrong-password';
    expect(await startOn(wrong.href)).toBe(
      `PostgreSQL refuses DATABASE_URL (SQLSTATE 28P01): password authentication failed for user "${role}". Check the user and the password in DATABASE_URL, and pg_hba.conf.`,
    );
    expect(await startOn(urlOf(url, 'nowhere'))).toBe(
      'PostgreSQL refuses DATABASE_URL (SQLSTATE 3D000): database "nowhere" does not exist. Check the database in DATABASE_URL, or make it: create database … encoding UTF8.',
    );
    await execute(url, `alter role ${role} nologin`);
    expect(await failureOf(connectAll(theirs))).toMatch(/SQLSTATE 28000\): role .* log in\. Check/);
  },
);

fieldCase(
  'database',
  {
    kind: REFUSALS,
    input: 'an address without a password, and a server that wants one',
    outcome: 'one line',
  },
  async () => {
    const url = new URL(inject('postgresUrl'));
    url.password = '';
    expect(await failureOf(connectAll(url.href))).toBe(
      'The database cannot be used: the server wants a password and DATABASE_URL has none.',
    );
  },
);

fieldCase(
  'database',
  {
    kind: REFUSALS,
    input: 'a role without create on the schema `public`, as the whole bot meets it',
    outcome: 'the start ends with one line and no stack trace',
  },
  async () => {
    const url = await emptyDatabase();
    await execute(url, 'revoke create on schema public from public');
    const { theirs } = await roleOn(url);
    const said = await startOn(theirs);
    expect(said.split('\n')).toHaveLength(1);
    expect(said).toMatch(/^Role .* may not create tables in schema public: run grant/);
  },
);

fieldCase(
  'database',
  {
    kind: REFUSALS,
    input: 'tables that belong to another role',
    outcome: "one line: the server's own words and what the role needs",
  },
  async () => {
    const url = await emptyDatabase();
    await connectAll(url);
    await execute(url, "delete from migration where name = 'Migration20261124RequestIds'");
    const { role, theirs } = await roleOn(url);
    await execute(
      url,
      `grant all on schema public to ${role}; grant all on all tables in schema public to ${role};
       grant all on all sequences in schema public to ${role}`,
    );
    expect(await failureOf(connectAll(theirs))).toMatch(
      /^PostgreSQL refuses DATABASE_URL \(SQLSTATE 42501\): must be owner of table admin_session\. The role needs/,
    );
  },
);

fieldCase(
  'database',
  {
    kind: REFUSALS,
    input:
      '`npm run migrate`, `npm run sessions -- list` and `npm run photos -- check` with a wrong password',
    outcome: 'the same line, and not a stack trace',
  },
  async () => {
    const url = new URL(inject('postgresUrl'));
    url.password = 'wrong-password';
    const env = {
      DATABASE_URL: url.href,
      BOT_TOKEN: '123456:abc',
      DATA_DIR: await temporaryFolder(),
    };
    for (const [script, ...args] of [['migrate'], ['sessions', 'list']]) {
      const { code, output } = await runScript(`scripts/${script}.ts`, args, env);
      expect(code).toBe(1);
      expect(output.trimEnd()).toMatch(/^PostgreSQL refuses DATABASE_URL \(SQLSTATE 28P01\).*$/);
    }
  },
);
