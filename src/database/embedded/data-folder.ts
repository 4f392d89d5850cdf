import { randomBytes } from 'node:crypto';
import {
  chmod,
  lchown,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type LaunchableBinaries, type Launcher, launched } from './launcher.ts';
import { runProgram } from './run-program.ts';

/** The name of the role and of the database that the bot uses. */
export const DATABASE_NAME = 'cardseal';

/** How the names of unfinished folders begin. */
const HALF_MADE = 'postgres.new-';

/** A folder with a database in it, ready for a server. */
export type DataFolder = {
  readonly path: string;
  readonly password: string;
  /** True when this call made it: nothing has ever been stored in it. */
  readonly fresh: boolean;
};

/** The password lies inside the database's folder, so that neither is ever without the other. */
export const PASSWORD_FILE = 'cardseal.password';

/**
 * Opens `<dataDir>/postgres`, and makes it first where it is missing. The caller holds the lock.
 *
 * A new one is made beside it and renamed when it is whole, so a start that is killed at any point
 * leaves nothing half made. Throws `database_init_failed`.
 *
 * @param onMake told before a new one is made, which takes seconds
 */
export async function openDataFolder(
  dataDir: string,
  binaries: LaunchableBinaries,
  onMake: () => void = () => {},
): Promise<DataFolder> {
  const path = join(dataDir, 'postgres');
  const fresh = !(await exists(path));
  if (fresh) {
    onMake();
    await removeHalfMade(dataDir);
    const half = await mkdtemp(join(dataDir, HALF_MADE));
    await makeDatabase(half, binaries);
    await rename(half, path);
    await syncFolder(dataDir);
  }
  await giveTo(path, binaries.launcher);
  const password = (await readFile(join(path, PASSWORD_FILE), 'utf8')).trim();
  return { path, password, fresh };
}

/**
 * Removes what killed starts began. One of their programs may still be at work there: so the next
 * folder has a name of its own, and what cannot be removed yet is left to a later start.
 */
async function removeHalfMade(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(HALF_MADE)) continue;
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function makeDatabase(path: string, binaries: LaunchableBinaries): Promise<void> {
  await giveTo(path, binaries.launcher);
  // initdb wants an empty folder, so the password lies beside it until it is done.
  const passwordFile = `${path}.password`;
  await writePassword(passwordFile, binaries.launcher);
  await runOrThrow(
    launched(binaries.launcher, binaries.initdb, [
      `--pgdata=${path}`,
      `--username=${DATABASE_NAME}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own C.UTF-8 sorts and folds alike on every system and needs no ICU.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      // One call for the whole file system instead of one for each of a thousand files.
      ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
    ]),
  );
  await runOrThrow(
    launched(binaries.launcher, binaries.postgres, ['--single', '-D', path, 'postgres']),
    `CREATE DATABASE ${DATABASE_NAME}\n`,
  );
  await rename(passwordFile, join(path, PASSWORD_FILE));
  await syncFolder(path);
}

async function writePassword(path: string, launcher: Launcher): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  await file.writeFile(`${randomBytes(24).toString('base64url')}\n`);
  await file.sync();
  await file.close();
  if (launcher.owner !== undefined) await lchown(path, launcher.owner.uid, launcher.owner.gid);
}

async function runOrThrow(command: readonly [string, ...string[]], input = ''): Promise<void> {
  const result = await runProgram(command, input);
  if (result.code === 0) return;
  throw new EmbeddedPostgresError(
    'database_init_failed',
    `The embedded database could not be made: ${result.stderr.trim() || `ended with ${result.code}`}. Look at the free space and the rights of DATA_DIR, or set DATABASE_URL.`,
  );
}

/**
 * Hands the folder to the user whom the server will run as. Only root can be in need of it: an
 * earlier start of root's may have found another way, or an ordinary user may have started first.
 */
async function giveTo(path: string, { owner }: Launcher): Promise<void> {
  if (owner === undefined || (await stat(path)).uid === owner.uid) return;
  for (const entry of await readdir(path, { recursive: true })) {
    await lchown(join(path, entry), owner.uid, owner.gid);
  }
  // The folder itself goes last: killed half way, the next start begins anew.
  await lchown(path, owner.uid, owner.gid);
  await chmod(path, 0o700);
}

/** A rename is safe from a power failure only once its folder has been written. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
