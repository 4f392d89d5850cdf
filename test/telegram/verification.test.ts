import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCode, formatCode } from '../../src/codes/verification-code.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { type InsertedCard, insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { STRANGE_MESSAGES } from '../support/playground/strange-messages.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let customer: Phone;
let card: InsertedCard;

beforeAll(async () => {
  bot = await startTestBot();
  card = await insertCard(bot.database, { name: 'Griffin' });
});
beforeEach(async () => {
  customer = await bot.playground.customer();
});
afterAll(() => bot.close());

const HINT = 'To check a card';

async function checks(code: string): Promise<unknown> {
  const [row] = await rowsOf(bot.database, 'select checks from card where code = ?', [code]);
  return row?.checks;
}

/** Cyrillic letters that look like Latin ones or digits, as somebody with that keyboard would type them. */
function inCyrillic(code: string): string {
  const pairs = {
    A: 'А',
    B: 'В',
    C: 'С',
    E: 'Е',
    H: 'Н',
    K: 'К',
    M: 'М',
    P: 'Р',
    T: 'Т',
    X: 'Х',
    Y: 'У',
    0: 'О',
  };
  return [...code].map((character) => pairs[character as keyof typeof pairs] ?? character).join('');
}

describe('a code', () => {
  const link = (code: string) => `https://t.me/some_bot?start=${code}`;

  test.each<[string, (code: string) => string]>([
    ['as stored', (code) => code],
    ['as printed', formatCode],
    ['in small letters', (code) => formatCode(code).toLowerCase()],
    ['with spaces', (code) => formatCode(code).replaceAll('-', ' ')],
    ['letter by letter', (code) => [...code].join(' ')],
    ['with dashes of other kinds', (code) => formatCode(code).replace('-', '–').replace('-', '—')],
    ['with O and l for digits', (code) => code.replaceAll('0', 'O').replaceAll('1', 'l')],
    ['in Cyrillic letters', inCyrillic],
    ['in small Cyrillic letters', (code) => inCyrillic(code).toLowerCase()],
    [
      'in full-width letters',
      (code) => [...code].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
    ],
    ['on lines of its own', (code) => `\n${formatCode(code)}\n`],
    ['as the link', link],
    ['as the link without its beginning', (code) => link(code).slice('https://'.length)],
    ['as a link of the app', (code) => `tg://resolve?domain=some_bot&start=${code}`],
    ['as the link among words', (code) => `Look: ${link(code)}, is it real?`],
    ['among words', (code) => `Is ${formatCode(code)} genuine?`],
    ['after /start', (code) => `/start ${code}`],
    ['after /start of this bot', (code) => `/start@some_bot ${code}`],
    ['after /start in small letters', (code) => `/START ${code.toLowerCase()}`],
  ])('is read %s', async (_, write) => {
    const own = await insertCard(bot.database, { name: 'Griffin' });
    await customer.send(write(own.code));
    await customer.waitFor('registered in the system');
    expect(await checks(own.code)).toBe(1);
  });

  test('is read from the link that the QR code carries, opened by a scan', async () => {
    const { result } = await bot.playground.api('getMe');
    const before = Number(await checks(card.code));
    await customer.open(`https://t.me/${result.username}?start=${card.code}`);
    await customer.waitFor('registered in the system');
    expect(await checks(card.code)).toBe(before + 1);
  });

  test('with a wrong character is to be read again', async () => {
    const wrong = `${card.code.slice(0, 5)}${card.code[5] === 'Z' ? 'Y' : 'Z'}${card.code.slice(6)}`;
    await customer.send(wrong);
    await customer.waitFor('read it again');
    await customer.send(`/start ${wrong}`);
    await customer.waitFor('read it again');
  });

  test.each([
    'x',
    'garbage-of-base64url_',
    'a'.repeat(64),
    '%2e%2e',
    '=',
  ])('that is none, %s, is to be read again when it came by a link', async (payload) => {
    await customer.send(`/start ${payload}`);
    await customer.waitFor('read it again');
  });

  test('that nobody registered gets a warning with reasons', async () => {
    await customer.send(createCode());
    const answer = await customer.waitFor('This code is not registered');
    expect(answer.text).toContain('Possible reasons');
    expect(answer.text?.toLowerCase()).not.toContain('fake');
    expect(answer.reply_markup).toBeUndefined();
  });
});

describe('a card', () => {
  test('that is a draft is not released yet, shows nothing, and is counted', async () => {
    const draft = await insertCard(bot.database, { name: 'Secret', status: 'draft' });
    await customer.send(draft.code);
    const answer = await customer.waitFor('not released yet');
    expect(answer.text).not.toContain('Secret');
    expect(await checks(draft.code)).toBe(1);
  });

  test('that is under review says so and never "fake"', async () => {
    const off = await insertCard(bot.database, { name: 'Gone', status: 'suspended' });
    await customer.send(off.code);
    const answer = await customer.waitFor('under review');
    expect(answer.text?.toLowerCase()).not.toMatch(/fake|counterfeit|forged/);
    expect(answer.text).not.toContain('Gone');
    expect(await checks(off.code)).toBe(1);
  });
});

describe('anything else', () => {
  test.each([
    'hello',
    'Is this card real?',
    '👍',
    '12345',
    'https://example.com',
    '2024-11-22',
    '+1 234 567 8901',
  ])('such as %s gets one sentence on how to check a card', async (text) => {
    await customer.send(text);
    await customer.waitFor(HINT);
  });

  test.each(Object.entries(STRANGE_MESSAGES))('such as a %s does, too', async (_, message) => {
    await customer.sendRaw(message);
    await customer.waitFor(HINT);
  });

  test('such as an album gets it once', async () => {
    const photo = [{ file_id: 'x', file_unique_id: 'x', width: 10, height: 10 }];
    const before = (await customer.messages()).filter(({ from }) => from?.is_bot).length;
    for (let part = 0; part < 10; part++) {
      await customer.sendRaw({ photo, media_group_id: 'album' });
    }
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    const after = (await customer.messages()).filter(({ from }) => from?.is_bot).length;
    expect(after - before).toBe(2);
    const unanswered = () =>
      rowsOf(
        bot.database,
        'select update_id from taken_update where finished_at is null and admin_id is null',
      );
    await eventually(unanswered).toEqual([]);
  });
});

describe('a hundred checks', () => {
  test('of one card at the same moment count a hundred, and each is answered', async () => {
    const popular = await insertCard(bot.database, { name: 'Popular' });
    const phones = await Promise.all(Array.from({ length: 20 }, () => bot.playground.customer()));
    await Promise.all(
      phones.flatMap((phone) => Array.from({ length: 5 }, () => phone.send(popular.code))),
    );
    await eventually(() => checks(popular.code)).toBe(100);
    const [logged] = await rowsOf(
      bot.database,
      `select count(*)::int as n, count(distinct update_id)::int as updates
       from verification join card on card.id = card_id where code = ?`,
      [popular.code],
    );
    expect(logged).toEqual({ n: 100, updates: 100 });
    await eventually(async () => {
      const all = await Promise.all(phones.map((phone) => phone.messages()));
      return all.flat().filter(({ text }) => text?.includes('registered in the system')).length;
    }).toBe(100);
  });
});

describe('everyone who writes', () => {
  test('is kept with names, language and number of messages', async () => {
    const phone = await bot.playground.customer({
      first_name: 'Vera <b>',
      last_name: 'Петрова',
      username: 'vera_p',
      language_code: 'ru',
    });
    await phone.send('/start');
    await phone.waitFor('Здравствуйте');
    await phone.send(card.code);
    await phone.waitFor('зарегистрирована в системе');
    expect(
      await rowsOf(
        bot.database,
        `select first_name, last_name, username, language_code, messages, blocked_at
         from person where id = ?`,
        [phone.id],
      ),
    ).toEqual([
      {
        first_name: 'Vera <b>',
        last_name: 'Петрова',
        username: 'vera_p',
        language_code: 'ru',
        messages: 2,
        blocked_at: null,
      },
    ]);
    expect(
      await rowsOf(
        bot.database,
        'select first_name, last_name, username from verification where person_id = ?',
        [phone.id],
      ),
    ).toEqual([{ first_name: 'Vera <b>', last_name: 'Петрова', username: 'vera_p' }]);
  });
});
