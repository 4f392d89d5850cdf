import { rm } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createBotProcess } from '../../qa/stage/bot-process.ts';
import { temporaryDir } from '../support/bot/qa-stage.ts';

async function processWith(env: Record<string, string>) {
  const dir = await temporaryDir();
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const bot = createBotProcess({ ...env, DATA_DIR: dir }, dir);
  onTestFinished(bot.kill);
  return bot;
}

test('a bot that ends by itself says why, in its own last words', async () => {
  const bot = await processWith({ BOT_TOKEN: 'no token' });
  expect(bot.status()).toEqual({ state: 'stopped' });
  bot.start();
  await expect(bot.ready()).rejects.toThrow('The bot ended before it was at work');
  expect(bot.status()).toMatchObject({ state: 'ended', why: expect.stringContaining('BOT_TOKEN') });
});

test('a bot that cannot reach what it needs is starting until it is killed', async () => {
  const bot = await processWith({
    BOT_TOKEN: `12345678:${'a'.repeat(35)}`,
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    PORT: '0',
  });
  bot.start();
  bot.start();
  expect(bot.status()).toEqual({ state: 'starting' });
  await bot.kill();
  expect(bot.status()).toEqual({ state: 'stopped' });
});
