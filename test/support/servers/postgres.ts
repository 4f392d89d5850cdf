import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.ts';

/** A PostgreSQL server for one test run. */
export type TestServer = {
  /** A database that nobody uses: the connection from which others are made. */
  readonly url: string;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
};

/** What would only cost time where the data is thrown away afterwards, and room for many bots at once. */
const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
};

/** Starts the embedded PostgreSQL in a folder of its own below the system's temporary folder. */
export async function startTestServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cardseal-test-'));
  const server = await startEmbeddedPostgres({
    dataDir,
    log: pino({ level: 'warn' }),
    settings: { ...THROWAWAY_SETTINGS, ...settings },
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Makes a database on the server and answers its url. Nobody may be connected to the template.
 * Names are lower-case letters, digits and underscores.
 */
export async function createDatabase(
  serverUrl: string,
  name: string,
  template = 'template0',
): Promise<string> {
  const [database, source] = [identifier(name), identifier(template)];
  await execute(serverUrl, `create database ${database} template ${source} strategy file_copy`);
  return urlOf(serverUrl, name);
}

/** Removes a database that {@link createDatabase} made, cutting what is still connected. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await execute(serverUrl, `drop database if exists ${identifier(name)} with (force)`);
}

/** The url of another database on the same server. */
export function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement on a connection of its own, outside any transaction, and answers its rows. */
export async function execute<Row extends object = Record<string, unknown>>(
  url: string,
  sql: string,
): Promise<Row[]> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 1 },
  });
  try {
    return await orm.em.getConnection().execute<Row[]>(sql);
  } finally {
    await orm.close(true);
  }
}

function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`not a database name: ${name}`);
  return `"${name}"`;
}
