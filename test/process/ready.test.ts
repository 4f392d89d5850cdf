import { expect, onTestFinished, test } from 'vitest';
import { startTcpProxy, throughProxy } from '../../qa/stage/tcp-proxy.ts';
import { startProgram, temporaryFolder } from '../support/bot/bot-process.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { freePort } from '../support/servers/free-port.ts';
import { createTestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';

const SECRET = 'a-webhook-secret-of-more-than-32-characters';

/** Starts the bot's process behind a webhook, with its database out of reach. */
async function startWithoutDatabase() {
  const [playground, testDatabase, port] = await Promise.all([
    startPlayground(),
    createTestDatabase(),
    freePort(),
  ]);
  const line = await startTcpProxy({
    host: '127.0.0.1',
    port: Number(new URL(testDatabase.url).port),
  });
  onTestFinished(async () => {
    await line.close();
    await playground.close();
    await testDatabase.close();
  });
  const bot = startProgram('src/main.ts', {
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    DATABASE_URL: throughProxy(testDatabase.url, line),
    DATA_DIR: await temporaryFolder(),
    NODE_ENV: 'production',
    WEBHOOK_URL: `http://127.0.0.1:${port}/telegram/hook`,
    WEBHOOK_SECRET: SECRET,
    PORT: String(port),
  });
  await bot.waitFor(/database cannot be reached/);
  const ask = (path: string, options: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, options);
  const readiness = async () => {
    const response = await ask('/readyz');
    return { status: response.status, ...((await response.json()) as object) };
  };
  return { playground, line, bot, ask, readiness };
}

test('a process that waits for its database lives, is not ready, and joins in by itself', async () => {
  const { playground, line, bot, ask, readiness } = await startWithoutDatabase();
  expect((await ask('/healthz')).status).toBe(200);
  expect(await readiness()).toMatchObject({ status: 503, ok: false, phase: 'starting' });
  const early = await ask('/telegram/hook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify({ update_id: 1 }),
  });
  expect(early.status).toBe(503);

  line.open();
  await bot.waitFor(/"started"/);
  expect(await readiness()).toEqual({
    status: 200,
    ok: true,
    phase: 'working',
    parts: { database: 'ok', photos: 'ok', telegram: 'ok' },
  });

  line.shut();
  await eventually(readiness).toMatchObject({ status: 503, parts: { database: 'away' } });
  line.open();
  await eventually(readiness).toMatchObject({ status: 200, ok: true });
  await playground.fault({ method: 'getMe', kind: 'hang', times: 100 });
  await eventually(readiness).toMatchObject({ status: 503, parts: { telegram: 'away' } });
  await playground.clearFaults();
  await eventually(readiness).toMatchObject({ status: 200, ok: true });
  expect((await ask('/healthz')).status).toBe(200);
  expect(await bot.stop('SIGTERM')).toBe(0);
});

test('a start that waits for its database can be stopped', async () => {
  const { bot } = await startWithoutDatabase();
  expect(await bot.stop('SIGTERM')).toBe(0);
});
