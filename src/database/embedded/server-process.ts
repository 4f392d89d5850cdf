import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type LaunchableBinaries, launched } from './launcher.ts';
import { programEnvironment } from './run-program.ts';

/** What a server is started with. */
export type ServerOptions = {
  readonly binaries: LaunchableBinaries;
  readonly dataFolder: string;
  /** Its output goes here; it outlives a killed bot, so a pipe would not do. */
  readonly logFile: string;
  readonly port: number;
  /** PostgreSQL settings that replace or add to the usual ones. */
  readonly settings: Readonly<Record<string, string>>;
};

/** How a server ended. */
export type ServerExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A server that was ready when this was handed out. */
export type ServerProcess = {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<ServerExit>;
  /** Fast shutdown; after `patienceMs` an immediate one, which the next start recovers from. */
  stop(patienceMs: number): Promise<void>;
};

/** Recovery after a crash may take a while on a big database; beyond this something is wrong. */
const READY_WITHIN_MS = 120_000;

/** A log file larger than this is put aside at the next start. */
const LOG_FILE_BYTES = 1024 * 1024;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Failed statements are the caller's to log. In the server's log they would bring people's texts
  // and verification codes with them: in the message itself, in DETAIL and in STATEMENT.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * Starts a server in a session of its own, so that a Ctrl-C in the terminal does not reach it
 * before the bot has finished, and resolves when it takes connections.
 * Throws `database_start_failed` with the last lines of its log.
 */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const child = await spawnServer(options);
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const ended = await Promise.race([exited.then(() => true), becomeReady(options, child)]);
  const { pid } = child;
  if (ended || pid === undefined) {
    child.kill('SIGKILL');
    throw new EmbeddedPostgresError(
      'database_start_failed',
      `The embedded PostgreSQL did not start: ${await lastLines(options.logFile)}`,
    );
  }
  // A bot that has nothing left to do may end; stop() holds it until the server is down.
  child.unref();
  return { pid, exited, stop: (patienceMs) => stopChild(child, exited, patienceMs) };
}

async function spawnServer(options: ServerOptions): Promise<ChildProcess> {
  const settings = { ...SETTINGS, ...options.settings };
  const [command, ...args] = launched(options.binaries.launcher, options.binaries.postgres, [
    '-D',
    options.dataFolder,
    '-p',
    String(options.port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const log = await openLog(options.logFile);
  try {
    return spawn(command, args, {
      cwd: '/',
      detached: true,
      env: programEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
    });
  } finally {
    await log.close();
  }
}

async function openLog(path: string) {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_FILE_BYTES) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

/** Answers false once the server says "ready" in its pid file, true when it never did. */
async function becomeReady(options: ServerOptions, child: ChildProcess): Promise<boolean> {
  const pidFile = join(options.dataFolder, 'postmaster.pid');
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    // The first line is the server's own id, the eighth its state (PostgreSQL, pidfile.h).
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return false;
    await delay(10);
  }
  return true;
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<ServerExit>,
  patienceMs: number,
): Promise<void> {
  child.ref();
  child.kill('SIGINT');
  const impatience = setTimeout(() => child.kill('SIGQUIT'), patienceMs);
  await exited;
  clearTimeout(impatience);
}

async function lastLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5).join(' | ');
}
