import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { goHome, toName } from '../support/bot/wizard-steps.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let admin: Phone;
let customer: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin, customer } = bot);
});
afterAll(() => bot.close());

async function menuOf(phone: Phone): Promise<string[]> {
  return (await phone.commands()).map(({ command }) => command);
}

async function descriptionOf(phone: Phone, wanted: string): Promise<string | undefined> {
  return (await phone.commands()).find(({ command }) => command === wanted)?.description;
}

describe('the command menu', () => {
  test('is that of customers for everyone, in their language', async () => {
    await eventually(() => menuOf(customer)).toEqual(['start', 'help', 'id']);
    expect(await descriptionOf(customer, 'help')).toBe('Help');
    const russian = await bot.playground.customer({ language_code: 'ru' });
    await eventually(() => descriptionOf(russian, 'help')).toBe('Помощь');
    const german = await bot.playground.customer({ language_code: 'de' });
    expect(await descriptionOf(german, 'help')).toBe('Help');
  });

  test("becomes an admin's own when the admin first writes, in both languages", async () => {
    expect(await menuOf(admin)).toEqual(['start', 'help', 'id']);
    const changed = admin.waitForEvent('commands', ({ commands }) => commands.length > 3);
    await admin.send('/id');
    await changed;
    expect(await menuOf(admin)).toEqual(
      'add cards stats admin skip back cancel help id start'.split(' '),
    );
    expect(await descriptionOf(admin, 'add')).toBe('Add a card');
    await admin.setLanguage('ru');
    await eventually(() => descriptionOf(admin, 'add')).toBe('Добавить карточку');
    await admin.setLanguage('en');
  });

  test('is set once, not with every message', async () => {
    const before = (await bot.playground.calls('setMyCommands')).length;
    await goHome(admin);
    await goHome(admin);
    expect(await bot.playground.calls('setMyCommands')).toHaveLength(before);
  });

  test("says what the bot is for on the bot's own page", async () => {
    for (const [language, word] of [
      ['', 'collectible'],
      ['en', 'collectible'],
      ['ru', 'карточ'],
    ] as const) {
      const parameters = { language_code: language };
      const { result: long } = await bot.playground.api('getMyDescription', parameters);
      expect(long.description).toContain(word);
      const { result: short } = await bot.playground.api('getMyShortDescription', parameters);
      expect(short.short_description).toContain(word);
    }
  });
});

describe("a customer's command", () => {
  test.each([
    ['/start', 'Hello'],
    ['/START', 'Hello'],
    ['/start@some_bot', 'Hello'],
    ['/help', 'How to check a card'],
    ['/help me please', 'How to check a card'],
    ['/unknown', 'scan the QR code'],
    ['/settings@some_bot', 'scan the QR code'],
    ['/', 'scan the QR code'],
    ['hello', 'scan the QR code'],
  ])('%s is answered', async (text, answer) => {
    await customer.send(text);
    await customer.waitFor(answer);
  });

  test('/id tells the own id, ready to be copied', async () => {
    await customer.send('/id');
    const message = await customer.waitFor(String(customer.id));
    expect(message.entities).toMatchObject([{ type: 'code', length: String(customer.id).length }]);
  });

  test.each([
    'admin',
    'add',
    'cards',
    'stats',
    'skip',
    'back',
    'cancel',
  ])('/%s is for admins only', async (command) => {
    await customer.send(`/${command}`);
    await customer.waitFor('admins only');
  });

  test('is answered in Russian to who uses Russian', async () => {
    const russian = await bot.playground.customer({ language_code: 'ru' });
    await russian.send('/start');
    await russian.waitFor('Здравствуйте');
    await russian.send('/help');
    await russian.waitFor('Как проверить карточку');
    await russian.send('/cards');
    await russian.waitFor('только для администраторов');
    await russian.send('привет');
    await russian.waitFor('отсканируйте QR-код');
  });
});

describe("an admin's command", () => {
  beforeEach(() => goHome(admin));

  test.each([
    ['/start', 'Register a card, find one'],
    ['/admin', 'Register a card, find one'],
    ['/ADMIN', 'Register a card, find one'],
    ['/admin@some_bot', 'Register a card, find one'],
    ['/add', 'Step 1 of 4'],
    ['/cards', 'There are no cards yet'],
    ['/stats', '0 cards'],
    ['/help', 'How it works'],
    ['/cancel', 'nothing to cancel'],
    ['/back', 'That does nothing here'],
    ['/skip', 'That does nothing here'],
    ['/unknown', 'I do not know this command'],
    ['hello', 'I cannot use that here'],
  ])('%s is answered', async (text, answer) => {
    await admin.send(text);
    await admin.waitFor(answer);
  });

  test('/id tells the own id in mid-wizard and leaves the wizard', async () => {
    await toName(admin);
    await admin.send('/id');
    await admin.waitFor(String(admin.id));
    await admin.send('Dragon');
    await admin.waitFor('Step 3 of 4');
  });

  test('/help in mid-wizard keeps the step', async () => {
    await toName(admin);
    await admin.send('/help');
    const help = await admin.waitFor('How it works');
    expect(help.text).toContain('Step 2 of 4');
  });

  test.each([
    ['Add a card', 'Step 1 of 4'],
    ['All cards', 'There are no cards yet'],
    ['Statistics', '0 cards'],
    ['Help', 'How it works'],
  ])('is also the button %s', async (button, answer) => {
    const answered = await admin.pressAndWait(button);
    expect(answered.text).toBeUndefined();
    await admin.waitFor(answer);
  });

  test('is answered in the language that the admin uses now', async () => {
    await admin.setLanguage('ru');
    await admin.send('/admin');
    await admin.waitFor('Зарегистрируйте карточку');
    expect((await admin.buttons()).map(({ text }) => text)).toContain('🗂 Все карточки');
    await admin.setLanguage('en');
    await admin.send('/admin');
    await admin.waitFor('Register a card');
  });
});
