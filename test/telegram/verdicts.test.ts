import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCode } from '../../src/codes/verification-code.ts';
import { UNKNOWN_CODES_PER_HOUR } from '../../src/features/verification/verdict.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { addCard } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';

const FAMILY = '👨‍👩‍👧‍👦';

let bot: TestBot;
let customer: Phone;
let russian: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ customer } = bot);
  russian = await bot.playground.customer({ language_code: 'ru' });
});
afterAll(() => bot.close());

async function verdictOf(card: Parameters<typeof insertCard>[1], phone = customer) {
  const { code } = await insertCard(bot.database, card);
  await phone.send(code);
  return phone.waitFor(/registered in the system|зарегистрирована в системе/);
}

describe('the verdict of an active card', () => {
  test('says in this order: verdict, name, description, checks, date, how to compare', async () => {
    const { text = '' } = await verdictOf({
      name: 'Griffin <1>',
      description: 'Signed & <b>numbered</b>\n\n3/100',
      visits: 41,
      registeredAt: new Date('2024-02-29T12:00:00Z'),
    });
    const parts = [
      'registered in the system',
      'Griffin <1>',
      'Signed & <b>numbered</b>\n\n3/100',
      'checked 42 times',
      '29 February 2024',
      'Compare what you hold',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
  });

  test('promises no more than the bot checks', async () => {
    const { text = '' } = await verdictOf({});
    expect(text).toContain('a code can be copied');
    expect(text.toLowerCase()).not.toMatch(/genuine|authentic|guarantee/);
  });

  test.each([
    [1, 'This is its first check.'],
    [2, 'It was checked 2 times'],
    [1000, 'It was checked 1,000 times'],
  ])('counts %i in English', async (count, sentence) => {
    const { text } = await verdictOf({ visits: count - 1 });
    expect(text).toContain(sentence);
  });

  test.each([
    [1, 'Это её первая проверка.'],
    [2, 'Её проверили 2 раза'],
    [5, 'Её проверили 5 раз,'],
    [11, 'Её проверили 11 раз,'],
    [12, 'Её проверили 12 раз,'],
    [21, 'Её проверили 21 раз,'],
    [22, 'Её проверили 22 раза,'],
    [25, 'Её проверили 25 раз,'],
    [112, 'Её проверили 112 раз,'],
  ])('counts %i in Russian', async (count, sentence) => {
    const { text } = await verdictOf({ visits: count - 1 }, russian);
    expect(text).toContain(sentence);
  });

  test('tells the date in Russian', async () => {
    const { text } = await verdictOf({ registeredAt: new Date('2026-11-22T12:00:00Z') }, russian);
    expect(text).toContain('22 ноября 2026');
  });

  test.each([
    ['2000 angle brackets and 255 letters', '<'.repeat(2000), 'x'.repeat(255)],
    ['ampersands and family emoji', '&'.repeat(2000), FAMILY.repeat(255)],
    ['as much as a database may hold', FAMILY.repeat(372), FAMILY.repeat(370)],
    ['2000 letters of two units', '𝔡'.repeat(2000), '𝔫'.repeat(255)],
  ])('fits with %s, and still says how to compare', async (_, description, name) => {
    const { text = '' } = await verdictOf({ name, description });
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text).toMatch(
      /a code can be copied\.\n\nChecked for .+ UTC\. Trust only a check of your own\.$/,
    );
    expect(text).toContain('This is its first check');
    expect(text).toContain(
      [...new Intl.Segmenter().segment(name)]
        .slice(0, 200)
        .map(({ segment }) => segment)
        .join(''),
    );
    expect(text.isWellFormed()).toBe(true);
  });

  test('can be shared with a link that leads to a page of the same card', async () => {
    const { code } = await addCard(bot.admin, { name: 'Shared' });
    await customer.send(code);
    const verdict = await customer.waitFor('registered in the system');
    const button = verdict.reply_markup?.inline_keyboard.flat().at(-1);
    const share = new URL(button && 'url' in button ? button.url : '');
    expect(share.origin + share.pathname).toBe('https://t.me/share/url');
    expect(share.searchParams.get('text')).toContain('scan the QR code on its case');
    const link = share.searchParams.get('url') ?? '';
    await russian.open(link);
    expect((await russian.waitFor('а не проверка наклейки')).caption).toContain('Shared');
    expect(
      await bot.playground.phone(customer.id).then((phone) => phone.open(share.href)),
    ).toMatchObject({
      opened: 'share',
      url: link,
    });
  });
});

describe('unknown codes', () => {
  test('beyond twenty in an hour are answered "later" with the time; right ones still verify', async () => {
    const guesser = await bot.playground.customer();
    await guesser.send(createCode());
    await guesser.waitFor('This code is not registered');
    await rowsOf(
      bot.database,
      'update person set unknown_at = array_fill(unknown_at[1], array[?::int]) where id = ?',
      [UNKNOWN_CODES_PER_HOUR - 1, guesser.id],
    );
    await guesser.send(createCode());
    await guesser.waitFor('This code is not registered');
    await guesser.send(createCode());
    const answer = await guesser.waitFor('Too many unknown codes');
    const [row] = await rowsOf(
      bot.database,
      `select to_char(unknown_at[1] at time zone 'UTC' + interval '1 hour', 'HH24:MI') as time
       from person where id = ?`,
      [guesser.id],
    );
    expect(answer.text).toContain(`after ${row?.time} UTC`);

    const { code } = await insertCard(bot.database);
    await guesser.send(code);
    await guesser.waitFor('registered in the system');
    await guesser.setLanguage('ru');
    await guesser.send(createCode());
    await guesser.waitFor('Слишком много неизвестных кодов');
  });
});
