import { afterAll, beforeAll, describe, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import {
  goHome,
  screen,
  toDescription,
  toName,
  toOriginalPhoto,
} from '../support/bot/wizard-steps.ts';
import { insertCard } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { untilSettled } from '../support/session/sessions.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
  for (let n = 0; n < 9; n++) await insertCard(bot.database, { name: `Card ${n}` });
  await goHome(admin);
});
afterAll(() => bot.close());

/** Calls that have nothing to do with what a person did just now. */
const BESIDE = /^(getUpdates|(set|delete)My)/;

/** Expects these calls and no others from `action` until everything that it began is over. */
async function expectCalls(action: () => Promise<unknown>, wanted: string[]): Promise<void> {
  await untilSettled(bot.database);
  const before = (await bot.playground.calls()).at(-1)?.id ?? 0;
  await action();
  await untilSettled(bot.database);
  await eventually(async () => {
    const calls = (await bot.playground.calls()).filter(
      ({ id, method }) => id > before && !BESIDE.test(method),
    );
    return calls.map(({ method }) => method).toSorted();
  }).toEqual(wanted.toSorted());
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
      await admin.waitFor(screen('Visits per card'));
    }, ['answerCallbackQuery', 'editMessageText']);
    await expectCalls(async () => {
      await admin.press('All cards');
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
