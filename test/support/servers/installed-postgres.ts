import { access, chmod, chown, constants, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { binariesIn } from '../../../src/database/embedded/binaries.ts';
import { chooseLauncher, launched } from '../../../src/database/embedded/launcher.ts';
import { runProgram } from '../../../src/database/embedded/run-program.ts';
import { startServerProcess } from '../../../src/database/embedded/server-process.ts';
import { freePort } from './free-port.ts';
import { createDatabase } from './postgres.ts';

/** Printed where backup and restore are not tried. */
export const NO_POSTGRES =
  'no PostgreSQL with pg_dump was found: install one (Debian: postgresql), or set PG_BIN to its bin folder';

const PROGRAMS = ['initdb', 'postgres', 'pg_dump', 'pg_restore'];

/** Answers the folder with PostgreSQL's own programs: `PG_BIN`, or the newest where Debian puts them, or on `PATH`. */
export async function findInstalledPostgres(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = (await readdir(debian).catch(() => [])).toSorted((a, b) => +b - +a);
  const candidates = [
    process.env.PG_BIN,
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  for (const folder of candidates) {
    if (folder && (await hasAll(folder))) return folder;
  }
  return undefined;
}

async function hasAll(folder: string): Promise<boolean> {
  const looks = PROGRAMS.map((name) => access(join(folder, name), constants.X_OK));
  return (await Promise.allSettled(looks)).every(({ status }) => status === 'fulfilled');
}

/** A server such as an operator's, with an empty database of its own. */
export interface InstalledServer {
  readonly url: string;
  /** Ends it and deletes its data. */
  lose(): Promise<void>;
}

/** Starts one with the programs of {@link findInstalledPostgres}. */
export async function startInstalledPostgres(bin: string): Promise<InstalledServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cardseal-installed-'));
  await chmod(folder, 0o755);
  const dataFolder = join(folder, 'data');
  const binaries = await chooseLauncher(binariesIn(dirname(bin)), folder);
  const { launcher, initdb } = binaries;
  await mkdir(dataFolder, { mode: 0o700 });
  if (launcher.owner !== undefined) await chown(dataFolder, launcher.owner.uid, launcher.owner.gid);
  const options = ['--username=cardseal', '--auth=trust', '--encoding=UTF8', '--locale=C'];
  const made = await runProgram(launched(launcher, initdb, [`--pgdata=${dataFolder}`, ...options]));
  if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const server = await startServerProcess({
    binaries,
    dataFolder,
    logFile: join(folder, 'log'),
    port,
    settings: {},
  });
  return {
    url: await createDatabase(`postgres://cardseal@127.0.0.1:${port}/postgres`, 'cardseal'),
    async lose() {
      await server.stop(2_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
