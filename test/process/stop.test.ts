import { Agent, request } from 'node:http';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startCommand, startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { jpeg } from '../support/data/pictures.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { freePort } from '../support/servers/free-port.ts';
import { createTestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';

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

test('a stopping bot says so while it still takes updates, and closes each connection with its answer', async () => {
  const { env } = await startAll();
  const port = String(await freePort());
  const address = `http://127.0.0.1:${port}`;
  const secret = 'the-secret-of-a-webhook-that-ends';
  const bot = startProgram('src/main.ts', {
    ...env,
    PORT: port,
    WEBHOOK_URL: `${address}/telegram`,
    WEBHOOK_SECRET: secret,
  });
  await bot.waitFor(/Ctrl-C/);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ask = (path: string, body?: unknown) =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((done, fail) => {
      const headers = {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': secret,
      };
      const method = body === undefined ? 'GET' : 'POST';
      const asked = request(`${address}${path}`, { agent, method, headers }, (response) => {
        response.resume().on('end', () => {
          done({ status: response.statusCode, connection: response.headers.connection });
        });
      });
      asked.on('error', fail).end(body === undefined ? undefined : JSON.stringify(body));
    });
  expect(await ask('/readyz')).toEqual({ status: 200, connection: 'keep-alive' });

  const stopped = bot.stop('SIGTERM');
  await eventually(async () => (await ask('/readyz')).status).toBe(503);
  const from = { id: 4711, is_bot: false, first_name: 'Late' };
  const message = { message_id: 1, date: 1, chat: { id: 4711, type: 'private' }, from, text: 'Hi' };
  const late = await ask('/telegram', { update_id: 7, message });
  expect(late).toEqual({ status: 200, connection: 'close' });
  expect(await stopped).toBe(0);
});
