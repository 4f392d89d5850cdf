import { execFile } from 'node:child_process';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'minio';
import pino from 'pino';
import { describe, expect, type TestContext, test } from 'vitest';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import type { S3Config } from '../../src/storage/s3-attempt.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { all } from '../storage/photo-store.contract.ts';
import {
  expectOneWholeCard,
  giveDescription,
  giveName,
  giveOriginal,
  givePackaged,
  linesWith,
  openMenu,
  PATIENT,
  untilEqual,
  walk,
  walkTo,
} from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { type S3Treatment, startS3Proxy } from '../support/servers/s3-proxy.ts';
import { untilSettled } from '../support/session/sessions.ts';

const run = promisify(execFile);
const log = pino({ level: 'silent' });
const FAILED = screen('The photo could not be saved. Nothing is lost.');

/** A bot, its store as it is without the fault, and how the fault begins and ends. */
interface Case {
  readonly bot: TestBot;
  readonly store: PhotoStore;
  harm(): Promise<void>;
  mend(): Promise<void>;
}

/**
 * Has a store fail at both photos of a wizard, and expects of each: the admin is offered to try
 * again, others are answered meanwhile, and trying again when the fault is over is all it takes.
 */
async function expectPatience({ bot, store, harm, mend }: Case, code: string): Promise<void> {
  const { admin, customer, database, logged } = bot;
  await walkTo(admin, giveOriginal);
  for (const photo of [giveOriginal, givePackaged]) {
    const before = linesWith(logged, { code, msg: 'operation failed' }).length;
    await harm();
    await photo.act(admin);
    await admin.waitFor(FAILED, PATIENT);
    expect(linesWith(logged, { code, msg: 'operation failed' })).toHaveLength(before + 1);
    await customer.send('/start');
    await customer.waitFor('Hello!', PATIENT);
    await mend();
    await admin.press('Try again', PATIENT);
    await admin.waitFor(photo.shows, PATIENT);
    if (photo === giveOriginal) await walk(admin, [giveName, giveDescription]);
  }
  await untilSettled(database, PATIENT.timeout);
  await expectOneWholeCard(database, store, admin.id);
  const named = await rowsOf(database, 'select key from photo union select key from picture');
  const kept = (await all(store.list('cards/'))).map(({ key }) => key);
  expect(kept.toSorted()).toEqual(named.map(({ key }) => String(key)).toSorted());
  expect(logged.filter((line) => line.startsWith('fatal'))).toEqual([]);
}

function report(fault: string, code: string, mended = ''): void {
  const outcome = `the admin is offered to try again, and it goes on${mended}; logged as ${code}`;
  reportOutcome('faults', ['Photo store', fault], outcome);
}

type Finishing = Pick<TestContext, 'onTestFinished' | 'skip'>;

async function ownMinio({ onTestFinished, skip }: Finishing): Promise<MinioServer> {
  const binary = await findMinio();
  if (binary === undefined) skip(NO_MINIO);
  const minio = await startMinio(binary ?? '');
  onTestFinished(() => minio.stop());
  return minio;
}

async function startOnS3(
  { onTestFinished }: Finishing,
  { endpoint, accessKey, secretKey, bucket, region }: S3Config,
): Promise<TestBot> {
  const bot = await startTestBot({
    env: {
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY: accessKey,
      S3_SECRET_KEY: secretKey,
      S3_BUCKET: bucket,
      S3_REGION: region,
    },
  });
  onTestFinished(() => bot.close());
  return bot;
}

describe.concurrent('the S3 server', () => {
  test.for([
    ['stopped', 'kill', 'start'],
    ['frozen, longer than its deadline', 'freeze', 'thaw'],
  ] as const)('is %s', async ([fault, harm, mend], context) => {
    const minio = await ownMinio(context);
    const bot = await startOnS3(context, minio.config);
    const store = createS3PhotoStore(minio.config, log);
    await expectPatience(
      { bot, store, harm: async () => minio[harm](), mend: async () => minio[mend]() },
      'store_unavailable',
    );
    report(`S3: ${fault}`, 'store_unavailable');
  });

  test.for([
    ['answers 503', 'busy', 'store_unavailable'],
    ['breaks off each upload in the middle', 'cut', 'store_unavailable'],
    ['stores a part of what it acknowledges', 'truncate', 'store_corrupt'],
  ] as const satisfies readonly (readonly [string, S3Treatment, string])[])('%s', async ([
    fault,
    treatment,
    code,
  ], context) => {
    const minio = await ownMinio(context);
    const proxy = await startS3Proxy(minio.config.endpoint);
    context.onTestFinished(() => proxy.close());
    const bot = await startOnS3(context, { ...minio.config, endpoint: proxy.endpoint });
    const set = (to: S3Treatment) => async () => {
      proxy.treatment = to;
    };
    const store = createS3PhotoStore(minio.config, log);
    await expectPatience({ bot, store, harm: set(treatment), mend: set('pass') }, code);
    report(`S3: ${fault}`, code);
  });

  test('fails for a moment', async (context) => {
    const minio = await ownMinio(context);
    const proxy = await startS3Proxy(minio.config.endpoint);
    context.onTestFinished(() => proxy.close());
    const bot = await startOnS3(context, { ...minio.config, endpoint: proxy.endpoint });
    await walkTo(bot.admin, giveOriginal);
    proxy.treatment = 'busy';
    await giveOriginal.act(bot.admin);
    const hasFailed = () => bot.logged.some((line) => line.includes('the photo store failed'));
    await untilEqual(hasFailed, true);
    proxy.treatment = 'pass';
    await bot.admin.waitFor(giveOriginal.shows, PATIENT);
    reportOutcome(
      'faults',
      ['Photo store', 'S3: answers 503 for a moment'],
      'the admin sees nothing of it',
    );
  });

  test('has lost its bucket', async (context) => {
    const minio = await ownMinio(context);
    const bot = await startOnS3(context, minio.config);
    const store = createS3PhotoStore(minio.config, log);
    await store.check();
    const lost = new Map<string, Buffer>();
    const harm = async () => {
      for (const { key } of await all(store.list('cards/'))) lost.set(key, await store.get(key));
      await removeBucket(minio.config, [...lost.keys()]);
    };
    const mend = async () => {
      await store.check();
      for (const [key, bytes] of lost) await store.put(key, bytes);
    };
    await expectPatience({ bot, store, harm, mend }, 'store_missing_bucket');
    report('S3: the bucket is missing', 'store_missing_bucket', ' when it was made again');
  });

  test('refuses the key', async (context) => {
    const minio = await ownMinio(context);
    const bot = await startOnS3(context, minio.config);
    const store = createS3PhotoStore(minio.config, log);
    const { secretKey } = minio.config;
    await expectPatience(
      {
        bot,
        store,
        harm: () => bot.restart({ S3_SECRET_KEY: 'not-the-secret' }),
        mend: () => bot.restart({ S3_SECRET_KEY: secretKey }),
      },
      'store_denied',
    );
    expect(bot.logged.join('\n')).not.toContain(secretKey);
    report('S3: wrong credentials', 'store_denied', ' after a start with the right ones');
  });

  test('is away while a card is checked', async (context) => {
    const minio = await ownMinio(context);
    const bot = await startOnS3(context, minio.config);
    await walk(bot.admin, [openMenu]);
    await walkTo(bot.admin, givePackaged);
    await walk(bot.admin, [givePackaged]);
    await untilSettled(bot.database, PATIENT.timeout);
    await minio.kill();
    const [card] = await rowsOf(bot.database, 'select code from card');
    await bot.customer.send(`/start ${card?.code}`);
    await bot.customer.waitFor('registered in the system', PATIENT);
    const photos = (await bot.customer.messages()).filter(({ photo }) => photo !== undefined);
    expect(photos).toHaveLength(1);
    reportOutcome(
      'faults',
      ['Photo store', 'S3: away while a card is checked'],
      'the verdict comes with the photo of the packaged card, which Telegram has',
    );
  });
});

/** Empties a bucket and removes it, as somebody does who has the keys. */
async function removeBucket(
  { endpoint, accessKey, secretKey, bucket, region }: S3Config,
  keys: string[],
): Promise<void> {
  const { hostname, port } = new URL(endpoint);
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey,
    secretKey,
    region,
  });
  await client.removeObjects(bucket, keys);
  await client.removeBucket(bucket);
}

async function startOnFiles({ onTestFinished }: Finishing) {
  const bot = await startTestBot();
  onTestFinished(() => bot.close());
  const folder = join(bot.dataDir, 'photos');
  return { bot, folder, store: createFilePhotoStore(folder) };
}

describe.concurrent('the photos’ folder', () => {
  test('cannot be written to', async (context) => {
    const { bot, folder, store } = await startOnFiles(context);
    const cards = join(folder, 'temporary');
    await expectPatience(
      {
        bot,
        store,
        async harm() {
          await rm(cards, { recursive: true, force: true });
          await writeFile(cards, '');
        },
        mend: () => rm(cards),
      },
      'store_unavailable',
    );
    report('files: the folder cannot be written to', 'store_unavailable');
  });

  test('is full', async (context) => {
    const { bot, folder, store } = await startOnFiles(context);
    await mkdir(folder, { recursive: true });
    const isMounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]).then(
      () => true,
      () => false,
    );
    if (!isMounted) context.skip('only root can make a small disk');
    context.onTestFinished(async () => {
      await run('umount', [folder]);
    });
    const ballast = join(folder, 'ballast');
    const fill = async () => {
      for (const size of [4096, 1]) {
        for (let isFull = false; !isFull; ) {
          isFull = await appendFile(ballast, Buffer.alloc(size)).then(
            () => false,
            () => true,
          );
        }
      }
    };
    await expectPatience({ bot, store, harm: fill, mend: () => rm(ballast) }, 'store_full');
    report('files: the disk is full', 'store_full');
  });
});
