import { randomBytes } from 'node:crypto';
import { inject, onTestFinished } from 'vitest';
import { type Database, createDatabase as openDatabase } from '../../../src/database/database.ts';
import { createDatabase, dropDatabase } from './postgres.ts';

/** A migrated database of the caller's own. */
export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes and drops it. */
  close(): Promise<void>;
}

/** Clones the migrated template; whoever calls closes it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const serverUrl = inject('postgresUrl');
  const url = await createDatabase(serverUrl, name, inject('templateDatabase'));
  const database = await openDatabase(url);
  return {
    url,
    database,
    async close() {
      await database.close();
      await dropDatabase(serverUrl, name);
    },
  };
}

/** The same for one test: it is closed when the test has finished. */
export async function useTestDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database;
}
