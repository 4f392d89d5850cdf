import { afterAll, beforeAll, expect } from 'vitest';
import { isCodeOrLink } from '../../src/codes/code-or-link.ts';
import { formatCode } from '../../src/codes/verification-code.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toName, toOriginalPhoto, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

const kind = 'a code or a link where a name is due';
const QUESTION = "Is this the card's name?";

async function nameInWizard(): Promise<unknown> {
  const [row] = await rowsOf(
    bot.database,
    `select snapshot #>> '{context,kept,addCard,name}' as name from admin_session`,
  );
  return row?.name;
}

fieldCase(
  'people',
  {
    kind,
    input: 'a code of a card',
    outcome: 'asked; one tap uses it, another checks it, a text is the name',
  },
  async () => {
    const { code } = await insertCard(bot.database, { name: 'Griffin' });
    await toName(bot.admin);
    await bot.admin.send(formatCode(code));
    const question = await bot.admin.waitFor(screen(QUESTION));
    const [use, check] = question.reply_markup?.inline_keyboard.flat() ?? [];
    expect(use).toMatchObject({ text: '✅ Use it as the name' });
    await bot.admin.open(check !== undefined && 'url' in check ? check.url : '');
    await bot.admin.waitFor('Griffin');
    await bot.admin.press('Use it as the name');
    await bot.admin.waitFor(screen('Step 3 of 4'));
    expect(await nameInWizard()).toBe(formatCode(code));
  },
);

fieldCase(
  'people',
  { kind, input: 'a link to the bot, and then a name', outcome: 'the name is taken' },
  async () => {
    await toName(bot.admin);
    await bot.admin.send('https://t.me/some_bot');
    const question = await bot.admin.waitFor(screen(QUESTION));
    expect(JSON.stringify(question.reply_markup)).not.toContain('Check this code');
    await bot.admin.send('Dragon');
    await bot.admin.waitFor(screen('Step 3 of 4'));
    expect(await nameInWizard()).toBe('Dragon');
  },
);

const ASKED = [
  'A1B2-C3D4-E5FC',
  'a1b2 c3d4 e5fc',
  'A1B2-C3D4-E5FD',
  '7K2M-9QXD-4TJE',
  'https://t.me/some_bot?start=A1B2C3D4E5FC',
  'telegram.me/some_bot',
  'tg://resolve?domain=some_bot',
  'https://shop.example/c/1',
  'https%3A%2F%2Ft.me%2Fsome_bot',
];
const NAMES = [
  'Dragon of the North, 1999',
  'Charizard1999',
  'PSA 10 2021 A1',
  'Дракон Севера',
  'No. 4/102',
  'at t.me',
  'Part 1 of 2',
  'X',
];

fieldCase('people', { kind, input: 'codes and links in other forms', outcome: 'asked' }, () => {
  expect(ASKED.filter((text) => !isCodeOrLink(text))).toEqual([]);
});
fieldCase(
  'people',
  { kind, input: 'names with numbers and capitals', outcome: 'taken without a question' },
  () => {
    expect(NAMES.filter((text) => isCodeOrLink(text))).toEqual([]);
  },
);

const captions = "an admin's caption at a photo step";
const DROPPED = 'I kept only the photo';

fieldCase(
  'people',
  {
    kind: captions,
    input: 'the name below the original photo',
    outcome: 'the next screen says that only the photo was kept',
  },
  async () => {
    await toOriginalPhoto(bot.admin);
    await bot.admin.sendPhoto(await jpeg('teal'), { caption: 'Dragon' });
    const { text } = await bot.admin.waitFor(screen('Step 2 of 4'));
    expect(text).toContain(DROPPED);
  },
);
fieldCase(
  'people',
  {
    kind: captions,
    input: 'a text below the packaged photo, sent as a file',
    outcome: 'the same at the end',
  },
  async () => {
    await toPackagedPhoto(bot.admin);
    await bot.admin.sendPhoto(await jpeg('teal'), {
      as: 'document',
      name: 'a.jpg',
      caption: 'done',
    });
    const { text } = await bot.admin.waitFor(screen('The card is active'));
    expect(text).toContain(DROPPED);
  },
);
fieldCase(
  'people',
  { kind: captions, input: 'none, or one that nobody can see', outcome: 'nothing is said of it' },
  async () => {
    for (const caption of ['', '\u200b']) {
      await toOriginalPhoto(bot.admin);
      await bot.admin.sendPhoto(await jpeg('teal'), { caption });
      const { text } = await bot.admin.waitFor(screen('Step 2 of 4'));
      expect(text).not.toContain(DROPPED);
    }
  },
);
