import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startTcpProxy } from '../../qa/stage/tcp-proxy.ts';
import { createDatabase, type Database } from '../../src/database/database.ts';
import { isPassingDatabaseError, sqlState } from '../../src/database/database-errors.ts';
import { Card } from '../../src/database/entities/card.ts';
import { createLogger } from '../../src/log.ts';
import { execute } from '../support/servers/postgres.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';
import { createHeld } from '../support/waiting/held.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

/** The error with which `work` fails. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error,
  );
}

/** The error with which a statement fails, in a transaction and as a prepared one. */
async function errorsOf(sql: string, settings = ''): Promise<unknown[]> {
  return [
    await errorOf(
      database.fork().transactional(async (em) => {
        if (settings !== '') await em.execute(settings);
        await em.execute(sql);
      }),
    ),
    ...(settings === ''
      ? [await errorOf(database.run({ name: sql.slice(0, 60), text: sql }, []))]
      : []),
  ];
}

/** The address of this test's database with a change. */
function changed(
  change: Partial<Record<'hostname' | 'password' | 'pathname' | 'port', string>>,
): string {
  const url = new URL(testDatabase.url);
  Object.assign(url, change);
  return url.href;
}

async function open(url: string): Promise<Database> {
  const opened = await createDatabase(url);
  onTestFinished(() => opened.close());
  return opened;
}

describe('an error passes', () => {
  test('when this process is closing the database: the next one takes it up', async () => {
    const pool = new pg.Pool({ connectionString: testDatabase.url });
    await pool.end();
    const error = await pool.query('select 1').catch((thrown: unknown) => thrown);
    expect(isPassingDatabaseError(error)).toBe(true);
  });

  test('when the connection was ended by the server', async () => {
    for (const error of await errorsOf('select pg_terminate_backend(pg_backend_pid())')) {
      expect(isPassingDatabaseError(error)).toBe(true);
    }
  });

  test('when the connection is cut in the middle of a transaction or before its commit', async () => {
    const { hostname: host, port } = new URL(testDatabase.url);
    const proxy = await startTcpProxy({ host, port: Number(port) });
    onTestFinished(() => proxy.close());
    proxy.open();
    const distant = await open(changed({ port: String(proxy.port) }));
    for (const andThen of ['select 1', null]) {
      const failing = distant.fork().transactional(async (em) => {
        await em.execute('select 1');
        proxy.shut();
        proxy.open();
        if (andThen !== null) await em.execute(andThen);
      });
      expect(isPassingDatabaseError(await errorOf(failing))).toBe(true);
    }
    await distant.ping();
  });

  test('when nobody listens, the connection is refused at once, or the host is unknown', async () => {
    const shut = await startTcpProxy({ host: '127.0.0.1', port: 1 });
    onTestFinished(() => shut.close());
    for (const url of [
      changed({ port: '1' }),
      changed({ port: String(shut.port) }),
      changed({ hostname: 'nowhere.invalid' }),
    ]) {
      const away = await open(url);
      for (const work of [() => away.ping(), () => away.fork().execute('select 1')]) {
        expect(isPassingDatabaseError(await errorOf(work()))).toBe(true);
      }
    }
  });

  test('when a statement took too long', async () => {
    const [error] = await errorsOf('select pg_sleep(10)', 'set local statement_timeout = 50');
    expect(sqlState(error)).toBe('57014');
    expect(isPassingDatabaseError(error)).toBe(true);
  });

  test('when a lock was waited for too long', async () => {
    const held = createHeld();
    const holding = database.fork().transactional(async (em) => {
      await em.execute('lock table card');
      await held.hold();
    });
    await held.reached;
    const [error] = await errorsOf('select 1 from card', 'set local lock_timeout = 50');
    held.release();
    await holding;
    expect(sqlState(error)).toBe('55P03');
    expect(isPassingDatabaseError(error)).toBe(true);
  });

  test('when its transaction did nothing for too long', async () => {
    const failing = database.fork().transactional(async (em) => {
      await em.execute('set local idle_in_transaction_session_timeout = 50');
      const [{ pid } = { pid: 0 }] = await em.execute<{ pid: number }[]>(
        'select pg_backend_pid() as pid',
      );
      const alive = `select 1 from pg_stat_activity where pid = ${Number(pid)}`;
      await expect.poll(() => execute(testDatabase.url, alive)).toEqual([]);
      await em.execute('select 1');
    });
    expect(isPassingDatabaseError(await errorOf(failing))).toBe(true);
  });

  test('when two transactions wait for each other', async () => {
    const other = createHeld();
    const lock = (n: number) => `select pg_advisory_xact_lock(${n})`;
    const first = database.fork().transactional(async (em) => {
      await em.execute(lock(1));
      await other.hold();
      await em.execute(lock(2));
    });
    await other.reached;
    const second = database.fork().transactional(async (em) => {
      await em.execute(lock(2));
      other.release();
      await em.execute(lock(1));
    });
    const results = await Promise.allSettled([first, second]);
    const [failed, ...others] = results.filter((result) => result.status === 'rejected');
    expect(others).toEqual([]);
    expect(sqlState(failed?.reason)).toBe('40P01');
    expect(isPassingDatabaseError(failed?.reason)).toBe(true);
  });

  test('when the server takes no writes for a while', async () => {
    const [error] = await errorsOf('delete from card', 'set local transaction_read_only = on');
    expect(sqlState(error)).toBe('25006');
    expect(isPassingDatabaseError(error)).toBe(true);
  });
});

describe('an error does not pass', () => {
  test.each([
    [
      'a second row of one key',
      `insert into taken_update (bot_id, update_id) values (1, 1), (1, 1)`,
      '23505',
    ],
    [
      'a row that a check forbids',
      `insert into card (id, code, name, description, status, registered_by) values (gen_random_uuid(), 'a', '', '', 'draft', 1)`,
      '23514',
    ],
    ['a table that does not exist', 'select 1 from nothing', '42P01'],
    ['a statement that is none', 'selec 1', '42601'],
    ['a division by zero', 'select 1 / 0', '22012'],
    ['a value of another type', `select 'x'::uuid`, '22P02'],
  ])('when it is %s', async (_, sql, state) => {
    for (const error of await errorsOf(sql)) {
      expect(sqlState(error)).toBe(state);
      expect(isPassingDatabaseError(error)).toBe(false);
    }
  });

  test('when a text holds what the database cannot', async () => {
    const inText = await errorOf(database.fork().execute('select ?::text', ['a\u0000b']));
    const several = { name: 'several', text: 'select $1::text, $2::text' };
    const inSeveral = await errorOf(database.run(several, ['a\u0000b', 'c']));
    const asJson = { name: 'json', text: 'select $1::jsonb' };
    const inJson = await errorOf(database.run(asJson, ['"\\u0000"']));
    for (const error of [inText, inSeveral, inJson]) {
      expect(isPassingDatabaseError(error)).toBe(false);
    }
    expect([inText, inSeveral, inJson].map(sqlState)).toEqual(['08P01', '22021', '22P05']);
  });

  test('when it has nothing to do with the database', () => {
    for (const error of [new Error('x'), new TypeError('y'), null, 'connection terminated', {}]) {
      expect(isPassingDatabaseError(error)).toBe(false);
      expect(sqlState(error)).toBeNull();
    }
  });

  test('when the password is wrong or the database does not exist', async () => {
    const wrong = {
      '28P01': changed({ password: 'wrong' }),
      '3D000': changed({ pathname: '/nowhere' }),
    };
    for (const [state, url] of Object.entries(wrong)) {
      const mistaken = await open(url);
      for (const work of [() => mistaken.ping(), () => mistaken.migrate()]) {
        const error = await errorOf(work());
        expect(sqlState(error)).toBe(state);
        expect(isPassingDatabaseError(error)).toBe(false);
      }
    }
    const nowhere = "select 1 from pg_database where datname = 'nowhere'";
    expect(await execute(testDatabase.url, nowhere)).toEqual([]);
  });
});

test('what the database says of a row that it refused leaves the row out of the log', async () => {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    pretty: false,
    secrets: [],
    destination: { write: (line: string) => lines.push(line) },
  });
  const error = await errorOf(
    database.fork().insert(Card, {
      id: '0c0d3a2c-6f1b-4a7e-9d0b-2a2f5a3c1b11',
      code: 'A-CODE',
      name: 'a long name'.repeat(1000),
      description: 'a private description',
      status: 'draft',
      registeredBy: 1,
    }),
  );
  log.error({ err: error }, 'it failed');
  expect(lines.join('')).toContain('card_name_check');
  expect(lines.join('')).not.toMatch(/A-CODE|a long name|a private description/);
});
