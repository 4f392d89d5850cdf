import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { findBinaries } from '../../src/database/embedded/binaries.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/database/embedded/embedded-postgres.ts';
import { execute } from '../support/servers/postgres.ts';

/** A database that was made once: copying it is quicker than making one. */
let madeBefore: string;
let dataDir: string;
const databases: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  madeBefore = await mkdtemp(join(tmpdir(), 'cardseal-made-'));
  const log = pino({ level: 'silent' });
  await (await startEmbeddedPostgres({ dataDir: madeBefore, log })).stop();
});

afterAll(() => rm(madeBefore, { recursive: true, force: true }));

beforeEach(async () => {
  // mkdtemp makes it 0700: as root this is a folder that no other user can enter.
  dataDir = join(await mkdtemp(join(tmpdir(), 'cardseal-embedded-')), 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const database of databases.splice(0)) await database.stop();
  await rm(join(dataDir, '..'), { recursive: true, force: true });
});

async function useMadeDatabase(): Promise<void> {
  // The system's own cp: Node's takes twenty times as long for these thousand files.
  await promisify(execFile)('cp', ['-a', madeBefore, dataDir]);
}

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const log = pino({ level: 'silent' });
  const database = await startEmbeddedPostgres({ dataDir, log, ...options });
  databases.push(database);
  return database;
}

/** Starts the host as the leader of a process group, as a shell does, and reads its lines. */
function startHost() {
  const script = new URL('embedded-host.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, dataDir], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => JSON.parse((await lines.next()).value ?? 'null');
  return { child, nextLine, exited: once(child, 'exit') };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the first start makes the database and a later one finds what was stored', async () => {
  const first = await start();
  expect(first.freshStart).toBe(true);
  await execute(first.url, 'create table kept as select 7 as value');
  await first.stop();

  const second = await start();
  expect(second.freshStart).toBe(false);
  expect(await execute(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
});

test('the database sorts alike everywhere, folds Cyrillic, syncs and listens on the loopback only', async () => {
  await useMadeDatabase();
  const { url } = await start();
  const [row] = await execute(
    url,
    `select current_database() as name, current_setting('server_encoding') as encoding,
      (select datlocale from pg_database where datname = current_database()) as locale,
      lower('ПРИВЕТ') as folded, current_setting('fsync') as fsync,
      current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets`,
  );
  expect(row).toEqual({
    name: 'cardseal',
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    folded: 'привет',
    fsync: 'on',
    listens: '127.0.0.1',
    sockets: '',
  });
  expect(new URL(url).hostname).toBe('127.0.0.1');
});

test('the password is random, kept from others, and asked for', async () => {
  await useMadeDatabase();
  const { url } = await start();
  const file = await stat(join(dataDir, 'postgres', 'cardseal.password'));
  expect(file.mode & 0o777).toBe(0o600);
  expect(new URL(url).password).toMatch(/^[\w-]{32}$/);

  const wrong = new URL(url);
  wrong.password = 'guessed';
  await expect(execute(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
});

test('a failed statement leaves no text of it in the server log', async () => {
  await useMadeDatabase();
  const { url } = await start();
  await expect(execute(url, "select 'people''s text'::int")).rejects.toThrow();
  await execute(url, 'create table codes (code text primary key)');
  await execute(url, "insert into codes values ('SECRETCODE')");
  await expect(execute(url, "insert into codes values ('SECRETCODE')")).rejects.toThrow();

  const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
  expect(log).toContain('ready to accept connections');
  expect(log).not.toMatch(/text|SECRETCODE/);
});

test('a second live process is refused and the first goes on unharmed', async () => {
  await useMadeDatabase();
  const first = await start();
  const second = startHost();
  expect(await second.nextLine()).toEqual({ code: 'data_dir_in_use' });
  expect((await second.exited)[0]).toBe(1);
  expect(await execute(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a second start within one process is refused as well', async () => {
  await useMadeDatabase();
  await start();
  await expect(start()).rejects.toMatchObject({ code: 'data_dir_in_use' });
});

test('after a kill -9 the next start takes over from the server left behind', async () => {
  await useMadeDatabase();
  const host = startHost();
  const { url, pid } = await host.nextLine();
  await execute(url, 'create table kept as select 7 as value');
  host.child.kill('SIGKILL');
  await host.exited;
  expect(isAlive(pid)).toBe(true);

  const next = await start();
  await expect(execute(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  expect(next.freshStart).toBe(false);
  expect(await execute(next.url, 'select value from kept')).toEqual([{ value: 7 }]);
});

test('a kill -9 of bot and server together is recovered from', async () => {
  await useMadeDatabase();
  const host = startHost();
  const { url, pid } = await host.nextLine();
  await execute(url, 'create table kept as select 7 as value');
  host.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await host.exited;

  const next = await start();
  expect(await execute(next.url, 'select value from kept')).toEqual([{ value: 7 }]);
});

test('Ctrl-C in the terminal leaves the server up until the bot has stopped it', async () => {
  await useMadeDatabase();
  const host = startHost();
  const { url } = await host.nextLine();
  process.kill(-(host.child.pid ?? Number.NaN), 'SIGINT');
  expect(await host.nextLine()).toEqual({ rows: [{ answer: 42 }] });
  expect(await host.exited).toEqual([0, null]);
  await expect(execute(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('a server that dies is told of and comes back under the same url', async () => {
  await useMadeDatabase();
  const onExit = vi.fn();
  const database = await start({ onExit });
  const pid = database.pid();
  process.kill(pid ?? Number.NaN, 'SIGKILL');
  await vi.waitFor(
    () => expect(onExit).toHaveBeenCalledWith({ code: null, signal: 'SIGKILL' }),
    10_000,
  );
  await vi.waitFor(() => expect(database.pid()).toSatisfy((now) => now && now !== pid), 10_000);
  expect(await execute(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a stop that meets a dying server ends it for good', async () => {
  await useMadeDatabase();
  const died = Promise.withResolvers<void>();
  const database = await start({ onExit: () => died.resolve() });
  process.kill(database.pid() ?? Number.NaN, 'SIGKILL');
  await died.promise;
  await Promise.all([database.stop(), database.stop()]);
  expect(database.pid()).toBeUndefined();
  const next = await start();
  expect(await execute(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a pid file that names a stranger hinders nobody and harms nobody', async () => {
  await useMadeDatabase();
  const first = await start();
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  const lines = await readFile(pidFile, 'utf8');
  await first.stop();
  const stranger = spawn('sleep', ['600']);
  children.push(stranger);
  await writeFile(pidFile, lines.replace(/^\d+/, String(stranger.pid)));

  const second = await start();
  expect(await execute(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(stranger.exitCode).toBeNull();
  expect(stranger.signalCode).toBeNull();
});

test('a first start that was killed half way is begun anew', async () => {
  await mkdir(join(dataDir, 'postgres.new-killed', 'base'), { recursive: true });
  await writeFile(join(dataDir, 'postgres.new-killed.password'), 'half');
  const database = await start();
  expect(database.freshStart).toBe(true);
  expect(await execute(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.lock', 'postgres.log']);
});

test('a folder that cannot be made is named', async () => {
  await writeFile(dataDir, 'a file in the place of the folder');
  await expect(start()).rejects.toMatchObject({
    code: 'data_dir_unusable',
    message: expect.stringContaining('DATA_DIR'),
  });
});

test('a database that does not start tells the last lines of its log', async () => {
  await useMadeDatabase();
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9\n');
  await expect(start()).rejects.toMatchObject({
    code: 'database_start_failed',
    message: expect.stringContaining('incompatible'),
  });
});

test('a machine without binaries is told of DATABASE_URL', () => {
  expect(() => findBinaries('sunos', 'sparc')).toThrow(
    expect.objectContaining({
      code: 'no_database_binaries',
      message: expect.stringContaining('DATABASE_URL'),
    }),
  );
});
