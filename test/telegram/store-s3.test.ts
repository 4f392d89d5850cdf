import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';

const PATIENT = { timeout: 50_000 };

describe('the bot on a real S3 server', () => {
  let minio: MinioServer | undefined;
  let bot: TestBot | undefined;

  beforeAll(async () => {
    const binary = await findMinio();
    if (binary === undefined) return;
    minio = await startMinio(binary);
    const { endpoint, accessKey, secretKey, bucket } = minio.config;
    bot = await startTestBot({
      env: {
        S3_ENDPOINT: endpoint,
        S3_ACCESS_KEY: accessKey,
        S3_SECRET_KEY: secretKey,
        S3_BUCKET: bucket,
      },
    });
  });
  afterAll(async () => {
    await bot?.close();
    await minio?.stop();
  });

  test('keeps the photo while the server is down, and stores it when asked again', async (context) => {
    if (minio === undefined || bot === undefined) return context.skip(NO_MINIO);
    const { admin, customer } = bot;
    await toOriginalPhoto(admin);
    await minio.kill();
    await admin.sendPhoto(await jpeg('red'));
    await admin.waitFor(screen('Nothing is lost'), PATIENT);
    await minio.start();
    await admin.press('Try again');
    await admin.waitFor(screen('Step 2 of 4'), PATIENT);
    await admin.send('Stored');
    await admin.waitFor(screen('Step 3 of 4'));
    await admin.send('/skip');
    const qr = await admin.waitFor((message) => message.caption?.includes('t.me') === true);
    await admin.waitFor(screen('Step 4 of 4'));
    await minio.kill();
    await admin.sendPhoto(await jpeg('teal'), { as: 'document' });
    await admin.waitFor(screen('Nothing is lost'), PATIENT);
    await minio.start();
    await admin.press('Try again');
    await admin.waitFor(screen('The card is active'), PATIENT);
    expect(await rowsOf(bot.database, 'select name, status from card')).toEqual([
      { name: 'Stored', status: 'active' },
    ]);

    await customer.open((await admin.scan(qr)) ?? '');
    const verdict = await customer.waitFor('registered in the system');
    expect(verdict.caption).toContain('left before it was packaged, right in its case');
    await customer.press('Compare closely');
    await customer.waitFor(({ media_group_id: album }) => album !== undefined);
  });

  test('gives the verdict with the photos that Telegram has while the server is down', async (context) => {
    if (minio === undefined || bot === undefined) return context.skip(NO_MINIO);
    const { admin, customer } = bot;
    const { code } = await toPackagedPhoto(admin);
    await admin.sendPhoto(await jpeg('navy'));
    await admin.waitFor(screen('The card is active'));
    await minio.kill();
    await customer.clear();
    await customer.send(code);
    const verdict = await customer.waitFor('registered in the system');
    expect(verdict.photo).toBeDefined();
    expect(verdict.caption).toContain('the case, the sticker on it');
    await minio.start();
  });

  test('has logged no key', (context) => {
    if (minio === undefined || bot === undefined) return context.skip(NO_MINIO);
    expect(bot.logged.join('')).not.toContain(minio.config.secretKey);
    expect(bot.logged.join('')).toContain('store_unavailable');
  });
});
