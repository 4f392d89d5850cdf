import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

const descriptionIn = async (language_code: string) =>
  (await bot.playground.api('getMyDescription', { language_code })).result.description;
const commandsIn = async (language_code: string) =>
  (await bot.playground.api('getMyCommands', { language_code })).result.length;

/** Forgets all that was registered, while the bot is not running. */
async function forgetMenus(): Promise<void> {
  for (const language_code of ['', 'en', 'ru']) {
    await bot.playground.api('deleteMyCommands', { language_code });
    await bot.playground.api('setMyDescription', { language_code, description: '' });
  }
}

describe('the menus', () => {
  test('are registered in spite of a call that Telegram refuses', async () => {
    await bot.whileStopped(async () => {
      await forgetMenus();
      await bot.playground.fault({ method: 'setMyCommands', kind: 'error', error_code: 400 });
      await bot.playground.fault({ method: 'setMyDescription', kind: 'error', error_code: 400 });
    });
    await eventually(() => commandsIn('ru')).toBe(3);
    await eventually(() => descriptionIn('ru')).toContain('карточ');
    expect(await commandsIn('')).toBe(0);
  });

  test('are registered when Telegram has time', async () => {
    await bot.whileStopped(async () => {
      await forgetMenus();
      await bot.playground.fault({
        method: 'setMyCommands',
        kind: 'error',
        error_code: 429,
        retry_after: 4,
      });
      await bot.playground.fault({ method: 'setMyDescription', kind: 'drop_before' });
    });
    await bot.customer.send('/start');
    await bot.customer.waitFor('Hello');
    await eventually(() => commandsIn('')).toBe(3);
    await eventually(() => descriptionIn('')).toContain('collectible');
  });

  test("of an admin are tried again with the admin's next message", async () => {
    const { admin } = bot;
    await bot.playground.fault({
      method: 'setMyCommands',
      kind: 'error',
      error_code: 400,
      times: 3,
    });
    await admin.send('/id');
    await admin.waitFor(String(admin.id));
    const list = admin.waitForEvent('commands', ({ commands }) => commands.length > 3);
    await eventually(async () =>
      (await bot.playground.calls('setMyCommands')).slice(-3).map(({ ok }) => ok),
    ).toEqual([false, false, false]);
    await bot.playground.clearFaults();
    await admin.send('/id');
    await list;
  });

  test('fit into what Telegram takes', async () => {
    const { result } = await bot.playground.api('getMyShortDescription', {});
    expect(result.short_description.length).toBeLessThanOrEqual(120);
  });
});
