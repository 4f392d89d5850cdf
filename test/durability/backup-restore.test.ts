import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { startCommand, startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { createDurableBot } from '../support/bot/durable-bot.ts';
import { addCard, screen, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import { startPlayground } from '../support/playground/playground.ts';
import {
  findInstalledPostgres,
  NO_POSTGRES,
  startInstalledPostgres,
} from '../support/servers/installed-postgres.ts';
import { findMinio, NO_MINIO, startMinio } from '../support/servers/minio.ts';

const PATIENT = { timeout: 60_000 };
const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

type Environment = Record<string, string>;

/** The commands of a section of docs/operations.md, one for each block. */
function commandsOf(heading: string): string[] {
  const section = page.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands = '']) => commands);
}

/** Runs them as an operator does; they must end well. Answers what they printed. */
async function run(commands: string | undefined, env: Environment): Promise<string> {
  const shell = startCommand('bash', ['-euc', commands ?? 'false'], env);
  const code = await shell.exit();
  expect({ code, output: shell.output() }).toMatchObject({ code: 0 });
  return shell.output();
}

/** A PostgreSQL and an S3 server that can be lost, and the settings for them. */
async function startServers({ onTestFinished, skip }: TestContext) {
  const [bin, binary] = await Promise.all([findInstalledPostgres(), findMinio()]);
  if (bin === undefined) skip(NO_POSTGRES);
  if (binary === undefined) skip(NO_MINIO);
  const [postgres, minio] = await Promise.all([
    startInstalledPostgres(bin ?? ''),
    startMinio(binary ?? ''),
  ]);
  const lose = async () => void (await Promise.all([postgres.lose(), minio.stop()]));
  onTestFinished(lose);
  const { endpoint, accessKey, secretKey, bucket, region } = minio.config;
  const env: Environment = {
    DATABASE_URL: postgres.url,
    S3_ENDPOINT: endpoint,
    S3_ACCESS_KEY: accessKey,
    S3_SECRET_KEY: secretKey,
    S3_BUCKET: bucket,
    S3_REGION: region,
    PATH: [bin, process.env.PATH].join(delimiter),
  };
  return { env, lose };
}

async function startBot(env: Environment) {
  const bot = startProgram('src/main.ts', { ...env, NODE_ENV: 'production', PORT: '0' });
  await bot.waitFor(/"msg":"started"/);
  return bot;
}

test('a bot that lost its database and its bucket goes on from a backup taken while it ran', async (context) => {
  const playground = await startPlayground();
  context.onTestFinished(() => playground.close());
  const [admin, other, customer] = [
    await playground.admin({ language_code: 'en' }),
    await playground.admin({ language_code: 'en' }),
    await playground.customer({ language_code: 'en' }),
  ];
  const [backup, dataDir] = [await temporaryFolder(), await temporaryFolder()];
  const settings: Environment = {
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: playground.adminIds.join(','),
    DATA_DIR: dataDir,
    BACKUP: backup,
  };
  const first = await startServers(context);
  const bot = await startBot({ ...settings, ...first.env });
  const card = await addCard(admin, { name: 'Dragon' });
  await customer.open(card.link);
  await customer.waitFor('Dragon', PATIENT);
  const draft = await toPackagedPhoto(admin, { name: 'Griffin' });

  const [photosBefore = '', dump = '', photosAfter = ''] = (commandsOf('Back up')[0] ?? '')
    .trim()
    .split('\n');
  await run(photosBefore, { ...settings, ...first.env });
  await toPackagedPhoto(other, { name: 'Phoenix' });
  await run(dump, { ...settings, ...first.env });
  await admin.sendPhoto(await jpeg('teal'));
  await admin.waitFor(screen('The card is active'), PATIENT);
  await run(photosAfter, { ...settings, ...first.env });
  await bot.stop('SIGKILL');
  await first.lose();

  const second = await startServers(context);
  const checked = await run(commandsOf('Restore')[0], { ...settings, ...second.env });
  expect(checked).toContain('5 rows, 7 objects: 0 missing, 0 wrong, 2 unnamed.');

  await startBot({ ...settings, ...second.env });
  await customer.clear();
  await customer.open(card.link);
  // The check from before the loss is known.
  await customer.waitFor(/Dragon[\s\S]*You checked it before/, PATIENT);
  await admin.send('/admin');
  await admin.waitFor(screen('You have begun'), PATIENT);
  await admin.press('Go on with the card');
  await admin.waitFor(screen('Step 4 of 4'), PATIENT);
  await admin.sendPhoto(await jpeg('teal'));
  await admin.waitFor(screen('The card is active'), PATIENT);
  await customer.open(draft.link);
  await customer.waitFor('Griffin', PATIENT);
  const again = await run('npm run photos -- check --checksums', { ...settings, ...second.env });
  expect(again).toContain('7 rows, 7 objects: 0 missing, 0 wrong, 0 unnamed.');
});

test('a DATA_DIR that was copied while the bot was stopped is all it takes', async (context) => {
  const bot = await createDurableBot(context, { embedded: true });
  const { admin, customer, env } = bot;
  const card = await addCard(admin, { name: 'Dragon' });
  const [save, putBack] = commandsOf('The embedded PostgreSQL');
  const paths = { DATA_DIR: env.DATA_DIR ?? '', BACKUP: await temporaryFolder() };
  await bot.process().stop();
  await run(save, paths);
  await rm(paths.DATA_DIR, { recursive: true });
  await run(putBack, paths);
  await bot.start();
  await customer.open(card.link);
  await customer.waitFor('Dragon', PATIENT);
  for (const { key } of await bot.rows<{ key: string }>('select key from photo')) {
    expect((await bot.photos.get(key)).length).toBeGreaterThan(0);
  }
  expect(await bot.rows('select checks from card')).toEqual([{ checks: 1 }]);
});
