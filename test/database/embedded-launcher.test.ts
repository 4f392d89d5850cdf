import { chmod, cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, type TestContext, test } from 'vitest';
import { binariesIn, findBinaries } from '../../src/database/embedded/binaries.ts';
import { openDataFolder } from '../../src/database/embedded/data-folder.ts';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts';
import {
  chooseLauncher,
  type Launcher,
  otherUser,
  userNamespace,
} from '../../src/database/embedded/launcher.ts';
import { startServerProcess } from '../../src/database/embedded/server-process.ts';
import { freePort } from '../support/servers/free-port.ts';
import { execute } from '../support/servers/postgres.ts';

const NOBODY = { uid: 65534, gid: 65534 };

let privateDir: string;
let publicDir: string;

beforeEach(async () => {
  privateDir = await mkdtemp(join(tmpdir(), 'cardseal-private-'));
  publicDir = await mkdtemp(join(tmpdir(), 'cardseal-public-'));
  await chmod(publicDir, 0o755);
});

afterEach(async () => {
  await rm(privateDir, { recursive: true, force: true });
  await rm(publicDir, { recursive: true, force: true });
});

function needsRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('only root runs PostgreSQL as somebody else');
}

/** Where the whole project lies in a folder that only root can enter. */
async function hiddenBinaries() {
  const root = join(privateDir, 'native');
  await cp(findBinaries().root, root, { recursive: true, verbatimSymlinks: true });
  return binariesIn(root);
}

/** Makes a database in the private folder, runs a query on a server, and stops it. */
async function runsWith(launcher: Launcher) {
  const binaries = await chooseLauncher(await hiddenBinaries(), privateDir, {
    candidates: [launcher],
    copiesDir: publicDir,
  });
  const folder = await openDataFolder(privateDir, binaries);
  const port = await freePort();
  const server = await startServerProcess({
    binaries,
    dataFolder: folder.path,
    logFile: join(privateDir, 'postgres.log'),
    port,
    settings: {},
  });
  const url = `postgres://cardseal:${folder.password}@127.0.0.1:${port}/cardseal`;
  const rows = await execute(url, 'select 1 as one');
  await server.stop(5000);
  return { rows, binaries, owner: (await stat(folder.path)).uid };
}

test('in a user namespace root runs it from a folder that only root can enter', async (context) => {
  needsRoot(context);
  const { rows, binaries, owner } = await runsWith(userNamespace(NOBODY));
  expect(rows).toEqual([{ one: 1 }]);
  expect(binaries.root).toBe(join(privateDir, 'native'));
  expect(owner).toBe(0);
});

test('where namespaces are forbidden another user runs copies of the binaries', async (context) => {
  needsRoot(context);
  const { rows, binaries, owner } = await runsWith(otherUser(NOBODY, ['dac_override']));
  expect(rows).toEqual([{ one: 1 }]);
  expect(binaries.root.startsWith(publicDir)).toBe(true);
  expect(owner).toBe(NOBODY.uid);
});

test('a folder that another user ran is taken back by a later start', async (context) => {
  needsRoot(context);
  await runsWith(otherUser(NOBODY, ['dac_override']));
  const log = pino({ level: 'silent' });
  const database = await startEmbeddedPostgres({ dataDir: privateDir, log });
  expect(database.freshStart).toBe(false);
  expect(await execute(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await database.stop();
});

test('root without any way out is told what to do', async (context) => {
  needsRoot(context);
  const candidates = [{ name: 'missing', prefix: ['a-program-that-does-not-exist'] }];
  const choice = { candidates, copiesDir: publicDir };
  await expect(chooseLauncher(findBinaries(), privateDir, choice)).rejects.toMatchObject({
    code: 'database_user_needed',
    message: expect.stringContaining('DATABASE_URL'),
  });
});
