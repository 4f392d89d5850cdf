import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, expect } from 'vitest';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { untilEqual } from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { addCard, screen, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let bot: TestBot;
let admin: Phone;
let customer: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin, customer } = bot);
});
afterAll(() => bot.close());

const STAYS = 'a screen that says what was done';
const ONE_PHOTO = 'a verdict with one photo';

/** The messages that say that a card is active. */
async function doneScreens(): Promise<Message[]> {
  return (await admin.messages()).filter(({ text }) => text?.includes('The card is active'));
}

fieldCase(
  'texts',
  {
    kind: STAYS,
    input: 'the last step is skipped, and Add another is pressed below "The card is active"',
    outcome: 'the text with its code stays in the chat without buttons; step 1 is a new message',
  },
  async () => {
    const { link } = await toPackagedPhoto(admin, { name: 'Dragon' });
    await admin.press('Skip');
    await admin.waitFor(screen('The card is active'));
    await admin.press('Add another');
    await admin.waitFor(screen('Step 1 of 4'));
    const [done] = await doneScreens();
    expect(done?.text).toContain(link);
    await untilEqual(async () => (await doneScreens())[0]?.reply_markup?.inline_keyboard ?? [], []);
  },
);

fieldCase(
  'texts',
  {
    kind: STAYS,
    input: 'the list or the menu is opened from "The card is active"',
    outcome: 'the text stays there as well',
  },
  async () => {
    for (const button of ['All cards', 'Menu']) {
      await addCard(admin, { name: 'Phoenix' });
      const before = (await doneScreens()).length;
      await admin.press(button);
      await admin.waitFor(screen(button === 'Menu' ? 'Register a card' : 'the newest first'));
      expect(await doneScreens()).toHaveLength(before);
    }
  },
);

fieldCase(
  'texts',
  {
    kind: STAYS,
    input: 'help is asked for at "The card is active"',
    outcome: 'one message: the help stands above it, and its buttons go on working',
  },
  async () => {
    await addCard(admin, { name: 'Griffin' });
    const before = (await doneScreens()).length;
    await admin.send('/help');
    await admin.waitFor(screen('How it works'));
    await admin.press('Add another');
    await admin.waitFor(screen('Step 1 of 4'));
    expect((await doneScreens()).length).toBe(before + 1);
  },
);

fieldCase(
  'texts',
  {
    kind: 'a step that activates',
    input: 'the buttons of the last step are read',
    outcome: 'the one that skips the photo says that it activates, in both languages',
  },
  async () => {
    await toPackagedPhoto(admin);
    const labels = (await admin.buttons()).map(({ text }) => text);
    expect(labels[0]).toBe('Skip and activate ›');
    const russian = loadCatalogue().createTranslator('ru');
    expect(russian.plain('button-activate')).toContain('активировать');
  },
);

fieldCase(
  'texts',
  {
    kind: ONE_PHOTO,
    input: 'the card has the photo before packaging only',
    outcome: 'it says that the card is seen before it was packaged, and nothing of a sticker',
  },
  async () => {
    const { link } = await toPackagedPhoto(admin, { name: 'Basilisk' });
    await admin.press('Skip');
    await admin.waitFor(screen('The card is active'));
    const text = await compared(link);
    expect(text).toContain('before it was packaged');
    expect(text).not.toContain('sticker');
  },
);

fieldCase(
  'texts',
  {
    kind: ONE_PHOTO,
    input: 'of two photos only the packaged one can be shown',
    outcome: 'it asks to compare the case and the sticker',
  },
  async () => {
    const { link, code } = await addCard(admin, { name: 'Chimera' });
    await rowsOf(
      bot.database,
      'delete from picture where card_id = (select id from card where code = ?)',
      [code],
    );
    await rowsOf(
      bot.database,
      `update photo set key = translate(key, '0123', '3210'), file_id = null
       where slot = 'original' and card_id = (select id from card where code = ?)`,
      [code],
    );
    const text = await compared(link);
    expect(text).toContain('the sticker on it');
    expect(text).not.toContain('before it was packaged');
  },
);

fieldCase(
  'texts',
  {
    kind: ONE_PHOTO,
    input: 'the card has both',
    outcome: 'it asks to compare with both, says which is which, and names the sticker on the case',
  },
  async () => {
    const { link } = await addCard(admin, { name: 'Hydra' });
    const text = await compared(link);
    expect(text).toContain('left before it was packaged, right in its case');
    expect(text).toContain('the sticker on the case');
  },
);

fieldCase(
  'texts',
  {
    kind: 'a verdict with nothing to compare with',
    input: 'the card has no description, and its photos cannot be shown',
    outcome: 'it says so in place of asking to compare with "this description"',
  },
  async () => {
    const { code } = await insertCard(bot.database, { name: 'Kraken' });
    await customer.send(code);
    const { text } = await customer.waitFor('Kraken');
    expect(text).toContain('nothing to compare it with right now');
    expect(text).not.toContain('this description');
  },
);

/** What a customer reads of how to compare. */
async function compared(link: string): Promise<string> {
  await customer.open(link);
  const { caption: text = '' } = await customer.waitFor(/Compare it with/);
  return text.slice(text.indexOf('Compare it with'));
}

fieldCase(
  'texts',
  {
    kind: 'a text that goes with a link',
    input: 'a verdict is shared: Telegram puts the link above the text',
    outcome: 'the text speaks of the link above and ends as a sentence, in both languages',
  },
  async () => {
    const { link } = await addCard(admin);
    await customer.open(link);
    await customer.waitFor(screen('registered in the system'));
    const button = (await customer.buttons()).at(-1);
    const shared = new URL(button !== undefined && 'url' in button ? button.url : '');
    expect(shared.searchParams.get('url')).toMatch(/\?start=share-[0-9a-f]{32}$/);
    const catalogue = loadCatalogue();
    const texts = (['en', 'ru'] as const).map((locale) =>
      catalogue.createTranslator(locale).plain('share-text'),
    );
    expect(texts).toContain(shared.searchParams.get('text'));
    for (const text of texts) expect(text).toMatch(/(above|выше).*\.$/);
  },
);

fieldCase(
  'texts',
  {
    kind: 'numbers that add up',
    input: 'a shop has cards that are active, under review, stolen, retired, and drafts',
    outcome: 'the statistics name all of them, and those but drafts add up to the number of cards',
  },
  async () => {
    for (const status of ['draft', 'suspended', 'suspended', 'stolen', 'retired'] as const) {
      await insertCard(bot.database, { status });
    }
    for (const [language, title] of [
      ['en', /cards?\n/],
      ['ru', /карточ\S+\n/],
    ] as const) {
      await admin.setLanguage(language);
      await admin.send('/stats');
      const { text = '' } = await admin.waitFor(screen('⌀'));
      expect(text).toMatch(title);
      const numberBehind = (mark: string) =>
        Number(new RegExp(`${mark}[^\\d]*(\\d+)`, 'u').exec(text)?.[1]);
      const parts = ['🟢', '🟠', '🔴', '⚫️'].map(numberBehind);
      expect(parts.slice(1)).toEqual([2, 1, 1]);
      expect(numberBehind('🟡')).toBeGreaterThan(0);
      expect(parts.reduce((sum, part) => sum + part)).toBe(numberBehind('📊'));
    }
    await admin.setLanguage('en');
  },
);

fieldCase(
  'texts',
  {
    kind: 'words that promise too much',
    input: 'the list of cards, which all admins share, is called "My cards"',
    outcome: 'it is called "All cards" in the menu and on the buttons, in both languages',
  },
  async () => {
    await admin.send('/admin');
    await admin.waitFor(screen('Register a card'));
    expect((await admin.buttons()).map(({ text }) => text)).toContain('🗂 All cards');
    const { plain } = loadCatalogue().createTranslator('ru');
    expect([plain('button-cards'), plain('command-cards')]).toEqual([
      '🗂 Все карточки',
      'Все карточки',
    ]);
  },
);
