import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase as openDatabase } from '../../src/database/database.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { createDatabase, dropDatabase, execute } from '../support/postgres.ts';

const PROCESS = fileURLToPath(new URL('../support/migrating-process.ts', import.meta.url));

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

  test('leave no lock behind', async () => {
    const url = await emptyDatabase();
    const database = await openDatabase(url);
    await database.migrate();
    const locks = `select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
      where locktype = 'advisory' and datname = current_database()`;
    await expect.poll(() => execute(url, locks)).toEqual([]);
    await database.close();
  });
});
