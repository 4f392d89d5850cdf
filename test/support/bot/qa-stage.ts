import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { Databases } from '../../../qa/panel/desk.ts';
import { createStage, type Stage } from '../../../qa/stage/stage.ts';
import { createDatabase, dropDatabase } from '../servers/postgres.ts';

/** Databases for plays on the run's server, made from the migrated template. */
export function playDatabases(): Databases {
  const server = inject('postgresUrl');
  const template = inject('templateDatabase');
  return {
    async create() {
      const name = `qa_${randomBytes(6).toString('hex')}`;
      const url = await createDatabase(server, name, template);
      return { url, drop: () => dropDatabase(server, name) };
    },
  };
}

/** An empty folder below the system's temporary one. */
export function temporaryDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'cardseal-qa-'));
}

/** A stage for one test: it is cleared away when the test has finished. */
export async function useQaStage(): Promise<Stage> {
  const dir = await temporaryDir();
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const database = await playDatabases().create();
  onTestFinished(database.drop);
  const stage = await createStage({ dir, databaseUrl: database.url });
  onTestFinished(stage.close);
  return stage;
}
