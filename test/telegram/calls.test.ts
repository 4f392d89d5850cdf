import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertCard } from '../support/cards.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg } from '../support/pictures.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { goHome, screen, toDescription, toName, toOriginalPhoto } from '../support/wizard-steps.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
  for (let n = 0; n < 9; n++) await insertCard(bot.database, { name: `Card ${n}` });
  await goHome(admin);
});
afterAll(() => bot.close());

/** The methods called since; who waits for more than `wanted` would wait for ever. */
async function expectCalls(action: () => Promise<unknown>, wanted: string[]): Promise<void> {
  await settled();
  const before = (await bot.playground.calls()).at(-1)?.id ?? 0;
  await action();
  await settled();
  const calls = (await bot.playground.calls()).filter(
    ({ id, method }) => id > before && method !== 'getUpdates',
  );
  expect(calls.map(({ method }) => method).toSorted()).toEqual(wanted.toSorted());
}

/** Everything before was answered when this is: the bot answers a chat in order. */
async function settled(): Promise<void> {
  await eventually(async () => {
    const calls = await bot.playground.calls();
    const last = calls.findLast(({ method }) => method !== 'getUpdates');
    return Date.now() - (last?.at ?? 0);
  }).toBeGreaterThan(250);
}

describe('the calls that Telegram gets', () => {
  test('are one for an answer', async () => {
    await expectCalls(async () => {
      await bot.customer.send('/help');
      await bot.customer.waitFor('How to check');
    }, ['sendMessage']);
  });

  test('are two for a screen that a press changes', async () => {
    await expectCalls(async () => {
      await admin.press('Statistics');
      await admin.waitFor(screen('Checks per card'));
    }, ['answerCallbackQuery', 'editMessageText']);
    await expectCalls(async () => {
      await admin.press('My cards');
      await admin.waitFor(screen('the newest first'));
      await admin.press('Older');
      await admin.waitFor((message) => message.text !== undefined);
    }, ['answerCallbackQuery', 'answerCallbackQuery', 'editMessageText', 'editMessageText']);
  });

  test('are two for a screen that a message brings', async () => {
    await expectCalls(() => goHome(admin), ['editMessageReplyMarkup', 'sendMessage']);
    await expectCalls(async () => {
      await admin.send('/add');
      await admin.waitFor(screen('Step 1 of 4'));
    }, ['editMessageReplyMarkup', 'sendMessage']);
  });

  test('are those, the file and a sign of life for a photo', async () => {
    await toOriginalPhoto(admin);
    await expectCalls(async () => {
      await admin.sendPhoto(await jpeg('red'));
      await admin.waitFor(screen('Step 2 of 4'));
    }, ['editMessageReplyMarkup', 'getFile', 'sendChatAction', 'sendMessage']);
  });

  test('are two for a name', async () => {
    await toName(admin);
    await expectCalls(async () => {
      await admin.send('Dragon');
      await admin.waitFor(screen('Step 3 of 4'));
    }, ['editMessageReplyMarkup', 'sendMessage']);
  });

  test('are those, the QR code twice and a sign of life for a description', async () => {
    await toDescription(admin);
    await expectCalls(async () => {
      await admin.send('Signed');
      await admin.waitFor(screen('Step 4 of 4'));
    }, ['editMessageReplyMarkup', 'sendChatAction', 'sendDocument', 'sendMessage', 'sendPhoto']);
  });
});
