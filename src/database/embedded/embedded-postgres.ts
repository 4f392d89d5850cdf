import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../log.ts';
import { findBinaries } from './binaries.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { DATABASE_NAME, openDataFolder } from './data-folder.ts';
import { dataDirUnusable, EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { chooseLauncher } from './launcher.ts';
import { stopLeftoverServer } from './leftover-server.ts';
import { type ServerExit, type ServerProcess, startServerProcess } from './server-process.ts';

/** What {@link startEmbeddedPostgres} is given. */
export type EmbeddedPostgresOptions = {
  /** The database lies in `<dataDir>/postgres`; the folder is made where it is missing. */
  readonly dataDir: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Told each time the server ends without having been asked to (it is started again by itself). It must not throw. */
  readonly onExit?: (exit: ServerExit) => void;
  /** PostgreSQL settings beside the usual ones; tests turn `fsync` off. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** A PostgreSQL server of our own. */
export type EmbeddedPostgres = {
  /**
   * `postgres://<role>:<password>@127.0.0.1:<port>/cardseal`; the role owns the server. It holds for
   * as long as this process lives, also over restarts of the server. It is a secret: never log it.
   */
  readonly url: string;
  /** True when this start made the database: nothing was ever stored in it. */
  readonly freshStart: boolean;
  /** The server's process id now; undefined while it is being started again. */
  readonly pid: () => number | undefined;
  /**
   * Fast shutdown, then lets go of the folder. Open connections are cut: close them first. What takes
   * longer than `patienceMs` (default 5000) is ended at once, and recovered by the next start.
   */
  stop(patienceMs?: number): Promise<void>;
};

/** Pauses before each attempt to start a server; when bringing one back the last is repeated. */
const PAUSES_MS = [0, 250, 500, 1000, 2000, 5000];

/** A server that lived shorter than this was not well: the pauses go on growing. */
const HEALTHY_AFTER_MS = 10_000;

type StartOnPort = (port: number) => Promise<ServerProcess>;

/**
 * Starts a PostgreSQL server that keeps its data in `dataDir` and listens on the loopback.
 *
 * A server that a killed run left behind is stopped first, so that its sessions and locks are gone.
 * Throws {@link EmbeddedPostgresError}; `data_dir_in_use` while another live process has the folder.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const lock = lockDataDir(dataDir);
  try {
    const binaries = await chooseLauncher(findBinaries(), dataDir);
    const stopLeftover = async () => {
      if (await stopLeftoverServer(join(dataDir, 'postgres'))) {
        options.log.warn('stopped the database server that a killed run left behind');
      }
    };
    await stopLeftover();
    const folder = await openDataFolder(dataDir, binaries, () => {
      options.log.info('making the database; this takes some seconds, and only once');
    });
    options.log.info('starting the database');
    const start: StartOnPort = async (port) => {
      // Again at each attempt: a server may have been starting when its bot was killed.
      await stopLeftover();
      return startServerProcess({
        binaries,
        dataFolder: folder.path,
        logFile: join(dataDir, 'postgres.log'),
        port,
        settings: options.settings ?? {},
      });
    };
    const { server, port } = await startOnFreePort(start);
    return superviseServer(server, () => start(port), {
      url: `postgres://${DATABASE_NAME}:${folder.password}@127.0.0.1:${port}/${DATABASE_NAME}`,
      freshStart: folder.fresh,
      lock,
      options,
    });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error instanceof EmbeddedPostgresError ? error : dataDirUnusable(dataDir, error);
  }
}

/**
 * The first start. It is repeated a few times: somebody may take the port that was free, and a
 * backend of a killed server may need a moment to notice that it is alone.
 */
async function startOnFreePort(
  start: StartOnPort,
): Promise<{ server: ServerProcess; port: number }> {
  let failure: unknown;
  for (const pause of PAUSES_MS.slice(0, -1)) {
    await delay(pause);
    const port = await freePort();
    try {
      return { server: await start(port), port };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

type Supervision = {
  readonly url: string;
  readonly freshStart: boolean;
  readonly lock: Disposable;
  readonly options: EmbeddedPostgresOptions;
};

/** Keeps the server running until it is stopped. */
function superviseServer(
  first: ServerProcess,
  restart: () => Promise<ServerProcess>,
  { url, freshStart, lock, options }: Supervision,
): EmbeddedPostgres {
  const stopping = new AbortController();
  let server: ServerProcess | undefined = first;
  let patience = 0;
  let stopped: Promise<void> | undefined;

  const watch = async () => {
    let failures = 0;
    while (server !== undefined) {
      const since = performance.now();
      const exit = await server.exited;
      server = undefined;
      if (stopping.signal.aborted) return;
      options.log.error(exit, 'the database server has ended; starting it again');
      options.onExit?.(exit);
      failures = performance.now() - since > HEALTHY_AFTER_MS ? 0 : failures + 1;
      server = await bringBack(restart, failures, stopping.signal, options.log);
      // Asked to stop while it was starting: stop() has not seen it.
      if (stopping.signal.aborted) await server?.stop(patience);
    }
  };
  const watched = watch();

  const stop = async (patienceMs: number) => {
    patience = patienceMs;
    stopping.abort();
    await server?.stop(patienceMs);
    await watched;
    lock[Symbol.dispose]();
  };
  return {
    url,
    freshStart,
    pid: () => server?.pid,
    stop: (patienceMs = 5000) => {
      stopped ??= stop(patienceMs);
      return stopped;
    },
  };
}

/** Starts until it succeeds; undefined when asked to stop before. */
async function bringBack(
  restart: () => Promise<ServerProcess>,
  failuresBefore: number,
  signal: AbortSignal,
  log: EmbeddedPostgresOptions['log'],
): Promise<ServerProcess | undefined> {
  for (let failures = failuresBefore; !signal.aborted; failures += 1) {
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
    await delay(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    try {
      const server = await restart();
      log.info('the database server is back');
      return server;
    } catch (error) {
      log.error({ err: error }, 'the database server could not be started again');
    }
  }
  return undefined;
}

/** A port on the loopback that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => {
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', done);
  });
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
