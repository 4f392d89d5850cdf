import { expect, test } from 'vitest';
import { startTestBot } from '../support/bot/test-bot.ts';
import { freePort } from '../support/servers/free-port.ts';
import { eventually } from '../support/waiting/eventually.ts';

test('a token that is revoked while the bot polls ends it with one readable line', async () => {
  const bot = await startTestBot();
  for (const method of ['getUpdates', 'getMe']) {
    await bot.playground.fault({ method, kind: 'error', error_code: 401, times: 50 });
  }
  await bot.customer.send('/start');
  await eventually(() => bot.logged.filter((line) => line.startsWith('fatal: '))).toEqual([
    'fatal: Telegram no longer takes BOT_TOKEN.',
  ]);
  expect(bot.logged.join('')).not.toContain(bot.playground.token);
  await bot.close();
});

test('a token that is revoked while the bot waits for its webhook ends it with one readable line', async () => {
  const port = await freePort();
  const env = { PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}/hook` };
  const bot = await startTestBot({ env });
  for (const method of ['sendMessage', 'getWebhookInfo', 'getMe']) {
    await bot.playground.fault({ method, kind: 'error', error_code: 401, times: 50 });
  }
  await bot.customer.send('/start');
  await eventually(() => bot.logged.filter((line) => line.startsWith('fatal: '))).toEqual([
    'fatal: Telegram no longer takes BOT_TOKEN.',
  ]);
  expect(bot.logged.join('')).not.toContain(bot.playground.token);
  await bot.close();
});

test('a single call that is refused as a stranger’s does not end a bot whose token is good', async () => {
  const port = await freePort();
  const env = { PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}/hook` };
  const bot = await startTestBot({ env });
  await bot.playground.fault({ method: 'sendMessage', kind: 'error', error_code: 401, times: 1 });
  await bot.customer.send('/start');
  await bot.customer.waitFor('Hello');
  expect(await bot.playground.calls('getWebhookInfo')).not.toEqual([]);
  expect(bot.logged.filter((line) => line.startsWith('fatal: '))).toEqual([]);
  await bot.close();
});
