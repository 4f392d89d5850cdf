import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts';

/** The PostgreSQL of a run: one server, with a database for each part. Everything on it is thrown away. */
export interface BenchPostgres {
  /** Makes an empty database and returns its url. */
  createDatabase(name: string): Promise<string>;
  /** Runs SQL on a connection of its own and returns the rows of the last statement. */
  run(url: string, sql: string): Promise<Record<string, unknown>[]>;
  /** The process ids of the server's side of all connections to a database. */
  backends(url: string): Promise<number[]>;
  stop(): Promise<void>;
}

/**
 * Memory as on a server that is meant for a million cards (the rest is PostgreSQL's own default): the
 * embedded server's usual settings are for a small machine. Writes are as safe as in production.
 */
export const SETTINGS = { shared_buffers: '1GB', max_wal_size: '4GB', max_connections: '200' };

export async function startPostgres(dataDir: string): Promise<BenchPostgres> {
  const log = pino({ level: 'silent' });
  const server = await startEmbeddedPostgres({ dataDir, log, settings: SETTINGS });

  async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client(url);
    await client.connect();
    try {
      const results = [await client.query(sql)].flat();
      return results.at(-1)?.rows ?? [];
    } finally {
      await client.end();
    }
  }

  return {
    async createDatabase(name) {
      await run(server.url, `create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    run,
    async backends(url) {
      const name = new URL(url).pathname.slice(1);
      const rows = await run(
        server.url,
        `select pid from pg_stat_activity where datname = '${name}'`,
      );
      return rows.map(({ pid }) => Number(pid));
    },
    stop: () => server.stop(),
  };
}
