import { afterAll, beforeAll, expect } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import {
  type AddedCard,
  addCard,
  screen,
  suspendOpened,
  toPackagedPhoto,
} from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let bot: TestBot;
let first: Phone;
let second: Phone;

beforeAll(async () => {
  bot = await startTestBot({ admins: 2 });
  first = bot.admin;
  second = bot.admins[1] ?? bot.admin;
});
afterAll(() => bot.close());

const CHANGED = 'Somebody else has changed this card meanwhile';

/** Opens a card from the list. */
async function openFromList(admin: Phone, name: string): Promise<void> {
  await admin.send('/cards');
  await admin.waitFor(screen('the newest first'));
  await admin.press(name);
  await admin.waitFor(screen(name));
}

function packagedOf({ code }: AddedCard): Promise<Record<string, unknown>[]> {
  return rowsOf(
    bot.database,
    `select status, key from card join photo on photo.card_id = card.id
     where code = ? and slot = 'packaged'`,
    [code],
  );
}

fieldCase(
  'session',
  {
    kind: 'a wizard whose card was finished by somebody else',
    input:
      'on two phones: one finishes a draft and switches it off, the other, at its last step, sends a photo',
    outcome:
      'the second phone shows the card as it is, with what happened; a customer reads that it is under review',
  },
  async () => {
    const card = await toPackagedPhoto(first, { name: 'Dragon' });
    await openFromList(second, 'Dragon');
    await second.press('Go on');
    await second.waitFor(screen('Step 4 of 4'));
    await first.sendPhoto(await jpeg('teal'));
    await first.waitFor(screen('The card is active'));
    const kept = await packagedOf(card);
    await openFromList(first, 'Dragon');
    await suspendOpened(first);

    await second.sendPhoto(await jpeg('crimson'));
    const { text } = await second.waitFor(screen(CHANGED));
    expect(text).toContain('Under review: customers are told');
    expect((await second.buttons()).map((button) => button.text)).toContain('🟢 Back to active');
    expect(await packagedOf(card)).toEqual([{ ...kept[0], status: 'suspended' }]);
    await bot.customer.open(card.link);
    await bot.customer.waitFor('This card is under review');
  },
);

fieldCase(
  'session',
  {
    kind: 'a card that somebody else switched meanwhile',
    input: 'on two phones, in Russian on the second: both put the same card under review',
    outcome: 'the second reads in Russian that somebody else changed it, and what it is now',
  },
  async () => {
    await addCard(first, { name: 'Phoenix' });
    await openFromList(first, 'Phoenix');
    await openFromList(second, 'Phoenix');
    await second.setLanguage('ru');
    await second.press('Under review');
    await second.waitFor(screen('Почему карточка'));
    await suspendOpened(first);
    await second.send('Вернули');
    const { text } = await second.waitFor(screen('изменил кто-то другой'));
    expect(text).toContain('На проверке у магазина');
    await second.setLanguage('en');
  },
);
