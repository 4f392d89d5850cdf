import { describe, expect, test } from 'vitest';
import { ALPHABET } from '../../src/codes/check-characters.ts';
import { createCode, formatCode, parseCode } from '../../src/codes/verification-code.ts';

/** The checks of A1B2C3D4E5 are FC. */
const CODE = 'A1B2C3D4E5FC';
const WRONG = 'A1B2C3D4E5FD';

const mistyped = { type: 'mistyped' };
const none = { type: 'none' };

const PROSE = `
hi
ok
?
👍
🃏🃏🃏
🎉 yes 🎉
Hello!
hello how are you
Hello, how are you?
thank you
THANK YOU
is this card real
IS THIS CARD REAL
I have 2 cards
i have 100 cards
meet me at 5 pm
send 100 cards
card 2024 year
the 1st card
my 2nd card here
give more info
GIVE MORE INFO
see u 2nite bro
open from 10am with 24h delivery
how much is it
what is this bot for
verification
Notification
absolutely
congratulations
unbelievable
well-known-fact
state-of-the-art
mother-in-law
Привет
Здравствуйте
как дела
Как проверить карту?
КАК ПРОВЕРИТЬ КАРТУ
сколько стоит карта
У меня 2 карты
Это подлинная карта или нет?
Спасибо, всё работает 100%
ВОТ ТАК ВОТ
НЕТ ТОВАРА
+7 912 345-67-89
8 (912) 345 67 89
89123456789
2026-11-22
22.11.2026 15:30
12:30
1
42
someone@example.com
@some_user
https://example.com
example.com
/help
3f2504e0-4f89-11d3-9a0c-0305e82c3301
A1B2
A1B2-C3D4
'; drop table card;--
__proto__
constructor`
  .trim()
  .split('\n');

describe('an attempt at a code is mistyped', () => {
  test.each([
    ['a wrong character', WRONG],
    ['two neighbours swapped', '1AB2-C3D4-E5FC'],
    ['a wrong character in lower case', 'a1b2c3d4e5fd'],
    ['a wrong character in groups', 'A1B2 C3D4 E5FD'],
    ['a wrong character in single characters', 'A 1 B 2 C 3 D 4 E 5 F D'],
    ['a wrong character in pairs of words', 'a1b2c3 d4e5fd'],
    ['a wrong character among words', 'is A1B2-C3D4-E5FD real?'],
    ['a wrong character among words, in groups', 'is A1B2 C3D4 E5FD real?'],
    ['a U, which no code has', 'A1B2-C3D4-U5FC'],
    ['a character missing', 'A1B2-C3D4-E5F'],
    ['a character missing among words', 'is A1B2-C3D4-E5F real?'],
    ['a character missing in groups', 'A1B2 C3D E5FC'],
    ['a character too many', 'A1B2-C3D44-E5FC'],
    ['two characters missing', 'A1B2C3D4E5'],
    ['two characters too many', 'A1B2C3D4E5FC00'],
    ['capitals without a digit', 'ABCDEFGHJKMN'],
    ['groups without a digit', 'abcd-efgh-jkmn'],
    ['digits alone', '123456789012'],
  ])('%s', (_, text) => {
    expect(parseCode(text)).toEqual(mistyped);
  });

  test('nearly every code with one wrong character, in every form that is printed or typed', () => {
    const forms = (code: string): string[] => [
      code,
      formatCode(code),
      formatCode(code).toLowerCase(),
      formatCode(code).replaceAll('-', ' '),
      [...code].join(' '),
    ];
    let attempts = 0;
    let recognised = 0;
    for (let i = 0; i < 2000; i++) {
      const code = createCode();
      const place = i % 12;
      const other = ALPHABET.charAt((ALPHABET.indexOf(code.charAt(place)) + 1 + (i % 31)) % 32);
      for (const form of forms(code.slice(0, place) + other + code.slice(place + 1))) {
        attempts += 1;
        if (parseCode(form).type === 'mistyped') recognised += 1;
      }
    }
    expect(recognised / attempts).toBeGreaterThan(0.95);
  });
});

describe('prose is none', () => {
  test.each(PROSE)('%s', (text) => {
    expect(parseCode(text)).toEqual(none);
  });

  test.each([
    '',
    ' ',
    '\n',
    '\u0000',
    '\ud800',
    '\u202E',
    '\u200D\u200D',
    `a${'\u0301'.repeat(1000)}`,
  ])('and so is %j, which holds nothing to read', (text) => {
    expect(parseCode(text)).toEqual(none);
  });

  test('and so is a code with sixty characters straight behind it', () => {
    expect(parseCode(`${CODE}${'X'.repeat(60)}`)).toEqual(none);
  });

  test('and stays so over a whole page', () => {
    const page = `The bot proves that a physical collectible card is genuine. An admin walks a guided
      wizard: a photo of the card, its name, a description of up to 2000 characters; then the bot
      registers the card, draws its QR code, and the admin sticks it on the case. In 2026 we sold
      1500 cards in 48 towns, at 3pm, 4pm and 10am, with 24h delivery and a 100% refund. Call +1
      555 0100 any day. Бот доказывает, что коллекционная карта подлинная. Администратор проходит
      четыре шага: фото карты, название, описание до 2000 знаков, фото в упаковке. В 2026 году мы
      продали 1500 карт в 48 городах, доставка за 24ч, возврат 100%.`;
    expect(parseCode(page)).toEqual(none);
    for (const sentence of page.split(/[.:;]/)) expect(parseCode(sentence), sentence).toEqual(none);
  });
});
