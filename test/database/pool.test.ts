import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../src/database/database.ts';
import { isPassingDatabaseError } from '../../src/database/database-errors.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { execute } from '../support/servers/postgres.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

const CONNECTIONS = databaseOptions({ url: '' }).pool?.max ?? 0;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await createDatabase(testDatabase.url);
});
afterAll(() => testDatabase.close());

/** A transaction whose connection the server ends, in the middle or right before its commit. */
async function dieInTransaction(where: 'middle' | 'commit'): Promise<void> {
  await database.fork().transactional(async (em) => {
    const [row] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
    await execute(testDatabase.url, `select pg_terminate_backend(${Number(row?.pid)}, 5000)`);
    if (where === 'middle') await em.execute('select 1');
  });
}

describe('a pool whose connections die inside transactions', () => {
  test('has all its places back, twice over, and closes', async () => {
    expect(CONNECTIONS).toBeGreaterThan(1);
    for (let n = 0; n < 2 * CONNECTIONS; n++) {
      const dying = dieInTransaction(n % 2 === 0 ? 'middle' : 'commit');
      await expect(dying).rejects.toSatisfy(isPassingDatabaseError);
    }
    const answers = await Promise.all(
      Array.from({ length: CONNECTIONS }, () =>
        database.fork().transactional((em) => em.execute('select 1 as one')),
      ),
    );
    expect(answers).toEqual(Array.from({ length: CONNECTIONS }, () => [{ one: 1 }]));
    await database.close();
  });
});

describe('a pool whose connections die while nobody uses them', () => {
  test('makes new ones, and the process goes on', async () => {
    const idle = await createDatabase(testDatabase.url);
    await Promise.all(Array.from({ length: CONNECTIONS }, () => idle.ping()));
    await execute(
      testDatabase.url,
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await expect.poll(() => idle.ping().then(() => 'answers', String)).toBe('answers');
    await idle.close();
  });
});

describe('a pool that is full', () => {
  test('has the next statement wait for a place, no longer than five seconds', async () => {
    const busy = await createDatabase(testDatabase.url);
    const done = Promise.withResolvers<void>();
    const holding = Array.from({ length: CONNECTIONS }, () =>
      busy.fork().transactional(async (em) => {
        await em.execute('select 1');
        await done.promise;
      }),
    );
    await expect.poll(() => waitingConnections()).toBe(CONNECTIONS);
    await expect(busy.ping()).rejects.toSatisfy(isPassingDatabaseError);
    const waiting = busy.ping();
    done.resolve();
    await Promise.all([waiting, ...holding]);
    await busy.close();
  });
});

async function waitingConnections(): Promise<number> {
  const [row] = await execute<{ count: number }>(
    testDatabase.url,
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and state = 'idle in transaction'`,
  );
  return row?.count ?? 0;
}
