import { afterEach, expect, vi } from 'vitest';
import { startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { failureOf } from '../support/reports/failure-message.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { connectAll } from '../support/servers/connected-clients.ts';
import { emptyDatabase } from '../support/servers/empty-database.ts';

/** Every variable by which libpq, `pg` and MikroORM can be told something, set to what would break each. */
const VARIABLES = {
  PGSSLMODE: 'require',
  PGSSLROOTCERT: '/nowhere',
  PGSSLNEGOTIATION: 'direct',
  PGHOST: 'nowhere.invalid',
  PGHOSTADDR: '192.0.2.1',
  PGPORT: '1',
  PGUSER: 'nobody',
  PGDATABASE: 'nothing',
  PGPASSWORD: 'wrong',
  PGPASSFILE: '/nowhere',
  PGOPTIONS: '-c search_path=nowhere',
  PGAPPNAME: 'psql',
  PGTZ: 'Asia/Tokyo',
  PGDATESTYLE: 'German',
  PGCLIENTENCODING: 'LATIN1',
  PGCLIENT_ENCODING: 'latin1',
  PGREPLICATION: 'database',
  PGCONNECT_TIMEOUT: '1',
  PGDATA: '/nowhere',
  PGSERVICE: 'nothing',
  MIKRO_ORM_CLIENT_URL: 'postgres://nobody@nowhere.invalid/nothing',
  MIKRO_ORM_SCHEMA: 'nowhere',
};

const KIND = "the environment reaches our own server's clients";

afterEach(() => {
  vi.unstubAllEnvs();
});

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'PGSSLMODE=require and every other variable of libpq, with the embedded PostgreSQL',
    outcome: 'the bot starts as ever',
  },
  async () => {
    const bot = startProgram('src/main.ts', {
      ...VARIABLES,
      PORT: '0',
      PLAYGROUND_PORT: '0',
      DATA_DIR: await temporaryFolder(),
    });
    await bot.waitFor(/cardseal is running/);
    expect(await bot.stop('SIGTERM')).toBe(0);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'the same variables beside a DATABASE_URL',
    outcome: 'the address alone says all: both pools reach what it names, under our names',
  },
  async () => {
    const url = await emptyDatabase();
    for (const [name, value] of Object.entries(VARIABLES)) vi.stubEnv(name, value);
    const names = new Set((await connectAll(url)).map(({ name }) => name));
    expect([...names].toSorted()).toEqual(['cardseal', 'cardseal-jobs']);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'PGPASSWORD with the right password, and a DATABASE_URL without one',
    outcome: 'one line: the address has no password',
  },
  async () => {
    const url = new URL(await emptyDatabase());
    vi.stubEnv('PGPASSWORD', url.password);
    url.password = '';
    expect(await failureOf(connectAll(url.href))).toMatch(/DATABASE_URL has none\.$/);
  },
);
