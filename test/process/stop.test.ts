import { expect, inject, onTestFinished, test } from 'vitest';
import { startCommand, startProgram, temporaryFolder } from '../support/bot-process.ts';
import { jpeg } from '../support/pictures.ts';
import { startPlayground } from '../support/playground.ts';
import { createTestDatabase } from '../support/test-database.ts';

async function startAll() {
  const [playground, testDatabase] = await Promise.all([startPlayground(), createTestDatabase()]);
  onTestFinished(async () => {
    await playground.close();
    await testDatabase.close();
  });
  const admin = await playground.admin({ language_code: 'en' });
  const env = {
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: String(admin.id),
    DATABASE_URL: testDatabase.url,
    DATA_DIR: await temporaryFolder(),
    PORT: '0',
  };
  return { playground, admin, env, database: testDatabase.database };
}

test('SIGTERM with an upload in flight ends in time, and the next start takes the upload up', async () => {
  const { playground, admin, env } = await startAll();
  const first = startProgram('src/main.ts', env);
  await first.waitFor(/Ctrl-C/);
  await admin.send('/add');
  await admin.waitFor('Step 1 of 4');
  await playground.fault({ method: 'file', kind: 'hang', times: 1 });
  await admin.sendPhoto(await jpeg('orange'));
  await admin.waitForEvent('action', ({ action }) => action === 'upload_photo');
  expect(await first.stop('SIGTERM')).toBe(0);

  await playground.clearFaults();
  const second = startProgram('src/main.ts', env);
  await admin.waitFor('Step 2 of 4', { timeout: 40_000 });
  expect(await second.stop('SIGTERM')).toBe(0);
});

test('a real bot with no admins says how to become one', async () => {
  const { env } = await startAll();
  const bot = startProgram('src/main.ts', { ...env, ADMIN_IDS: '' });
  await bot.waitFor(/ADMIN_IDS is empty[\s\S]*\/id[\s\S]*Ctrl-C/);
  expect(bot.output()).not.toContain(new URL(inject('postgresUrl')).password);
  expect(await bot.stop('SIGTERM')).toBe(0);
});

test('stopping npm stops the bot that it started', async () => {
  const { env } = await startAll();
  const npm = startCommand('npm', ['start'], env);
  await npm.waitFor(/Ctrl-C/);
  const [, health = ''] = await npm.waitFor(/Health +(\S+)/);
  await npm.stop('SIGTERM');
  await expect(fetch(health)).rejects.toThrow();
});
