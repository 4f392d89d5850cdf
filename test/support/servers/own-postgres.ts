import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startTcpProxy, type TcpProxy, throughProxy } from '../../../qa/stage/tcp-proxy.ts';
import { createDatabase } from '../../../src/database/database.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/database/embedded/embedded-postgres.ts';
import type { TestDatabase } from './test-database.ts';

/** A PostgreSQL server that a test stops and starts; its address stays the same. */
export interface OwnPostgres extends TestDatabase {
  readonly line: TcpProxy;
  /** Ends the server as its operator does: connections are cut, new ones refused. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Makes one; it was started once and is stopped again, so that nobody has to wait for its birth. */
export async function createOwnPostgres(): Promise<OwnPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cardseal-own-postgres-'));
  let server: EmbeddedPostgres | undefined = await startServer(dataDir);
  const line = await startTcpProxy(addressOf(server));
  line.open();
  const url = throughProxy(server.url, line);
  const database = await createDatabase(url);

  const stop = async () => {
    await server?.stop();
    server = undefined;
  };
  await stop();
  return {
    url,
    database,
    line,
    stop,
    async start() {
      server = await startServer(dataDir);
      line.aim(addressOf(server));
    },
    async close() {
      await database.close();
      await line.close();
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function startServer(dataDir: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
}

function addressOf({ url }: EmbeddedPostgres): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
