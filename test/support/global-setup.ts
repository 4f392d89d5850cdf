import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { createDatabase as openDatabase } from '../../src/database/database.ts';
import { startJobEngine } from '../../src/jobs/job-engine.ts';
import { createDatabase, startTestServer } from './servers/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    templateDatabase: string;
  }
}

const TEMPLATE = 'template_cardseal';

/** One PostgreSQL for the whole run, with a migrated database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  const url = await createDatabase(server.url, TEMPLATE);
  const database = await openDatabase(url);
  await database.migrate();
  await database.close();
  const engine = await startJobEngine(url, pino({ level: 'silent' }), { onlyProcess: false });
  await engine.stop(1_000);
  project.provide('postgresUrl', server.url);
  project.provide('templateDatabase', TEMPLATE);
  return () => server.stop();
}
