import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startTestBot } from '../support/test-bot.ts';

test('a token that is revoked while the bot runs ends it with one readable line', async () => {
  const bot = await startTestBot();
  await bot.playground.fault({ method: 'getUpdates', kind: 'error', error_code: 401, times: 50 });
  await bot.customer.send('/start');
  await eventually(() => bot.logged.filter((line) => line.startsWith('fatal: '))).toEqual([
    'fatal: Telegram no longer takes BOT_TOKEN.',
  ]);
  expect(bot.logged.join('')).not.toContain(bot.playground.token);
  await bot.close();
});
