import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createCode,
  EXAMPLE_CODE,
  formatCode,
  isCode,
  parseCode,
  parsePayload,
} from '../../src/codes/verification-code.ts';
import { shareLink, verificationLink } from '../../src/codes/verification-link.ts';

/** The checks of A1B2C3D4E5 are FC; 0 and 1 are in the second one. */
const CODE = 'A1B2C3D4E5FC';
const ROUND = '012345678910';
const WRONG = 'A1B2C3D4E5FD';

const found = { type: 'code', code: CODE };
const mistyped = { type: 'mistyped' };
const none = { type: 'none' };

const codes = fc
  .uint8Array({ minLength: 10, maxLength: 10 })
  .map((bytes) => createCode(() => bytes));

describe('a code is found', () => {
  test.each([
    ['as stored', CODE],
    ['as printed', 'A1B2-C3D4-E5FC'],
    ['in lower case', 'a1b2-c3d4-e5fc'],
    ['in mixed case', 'a1B2C3d4E5Fc'],
    ['with spaces', ' A1B2 C3D4 E5FC '],
    ['with a space between all characters', 'A 1 B 2 C 3 D 4 E 5 F C'],
    ['in two halves', 'a1b2c3 d4e5fc'],
    ['with spaced hyphens', 'A1B2 - C3D4 - E5FC'],
    ['with hyphens in wrong places', 'A1-B2C-3D4E5-FC'],
    ['with line breaks and tabs', 'A1B2\r\nC3D4\tE5FC\n'],
    ['with dots, slashes or underscores', 'A1B2.C3D4/E5_FC'],
    ['in quotation marks', '«A1B2-C3D4-E5FC»'],
    ['as a code entity or bold in Markdown', '**`A1B2-C3D4-E5FC`**'],
    ['with a full stop', 'A1B2-C3D4-E5FC.'],
    ['in full width', 'Ａ１Ｂ２－Ｃ３Ｄ４－Ｅ５ＦＣ'],
    ['in bold mathematical letters', '𝐀𝟏𝐁𝟐-𝐂𝟑𝐃𝟒-𝐄𝟓𝐅𝐂'],
    ['among English words', 'Hi, is A1B2-C3D4-E5FC a real card? Thanks!'],
    ['among Russian words', 'Здравствуйте, код a1b2c3d4e5fc настоящий?'],
    ['in three groups among words', 'my code is A1B2 C3D4 E5FC, please check'],
    ['straight behind a label', 'code:A1B2-C3D4-E5FC'],
    ['beside an emoji', '🃏A1B2-C3D4-E5FC🃏'],
    ['before other codes', 'A1B2-C3D4-E5FC and 0123-4567-8910'],
    ['behind a mistyped one', 'A1B2-C3D4-E5FD, no: A1B2-C3D4-E5FC'],
  ])('%s', (_, text) => {
    expect(parseCode(text)).toEqual(found);
  });

  const dashes =
    '-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\uFE58\uFE63\uFF0D\u00AD\u05BE\u301C\u30A0_~·•';
  test.each([...dashes])('with the dash %j', (dash) => {
    expect(parseCode(['A1B2', 'C3D4', 'E5FC'].join(dash))).toEqual(found);
    expect(parseCode(`the code ${['A1B2', 'C3D4', 'E5FC'].join(dash)} is it`)).toEqual(found);
  });

  const spaces =
    '\u00A0\u1680\u2000\u2003\u2007\u2009\u200A\u202F\u205F\u3000\u2028\u0085\u200B\u200C\u200D' +
    '\u200E\u202A\u202C\u2060\u2066\uFEFF\u180E\u034F\uFE0F\0\u0007';
  test.each([...spaces])('with the space or invisible character %j', (space) => {
    expect(parseCode([...CODE].join(space))).toEqual(found);
    expect(parseCode(`${space}${['A1B2', 'C3D4', 'E5FC'].join(space)}${space}`)).toEqual(found);
  });

  test.each([
    ['O for 0', 'O', '0'],
    ['o for 0', 'o', '0'],
    ['I for 1', 'I', '1'],
    ['i for 1', 'i', '1'],
    ['L for 1', 'L', '1'],
    ['l for 1', 'l', '1'],
    ...[...'АВСЕНКМОРТХУ'].map((c, i) => [`Cyrillic ${c}`, c, 'ABCEHKM0PTXY'.charAt(i)]),
    ...[...'авсенкмортху'].map((c, i) => [`Cyrillic ${c}`, c, 'ABCEHKM0PTXY'.charAt(i)]),
    ...[...'ЗзЅѕІіЈјӀӏ'].map((c, i) => [`Cyrillic ${c}`, c, '33SS11JJ11'.charAt(i)]),
    ...[...'ҮүҺһԀԁԌԍԚԛԜԝ'].map((c, i) => [`Cyrillic ${c}`, c, 'YYHHDDGGQQWW'.charAt(i)]),
    ...[...'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((c, i) => [`Greek ${c}`, c, 'ABEZH1KMN0PTYX'.charAt(i)]),
    ...[...'αβεζηικμνορτυχ'].map((c, i) => [`Greek ${c}`, c, 'ABEZH1KMN0PTYX'.charAt(i)]),
  ])('with %s', (_, written = '', meant = '') => {
    fc.assert(
      fc.property(
        codes.filter((code) => code.includes(meant)),
        (code) => {
          expect(parseCode(code.replaceAll(meant, written))).toEqual({ type: 'code', code });
        },
      ),
      { numRuns: 5 },
    );
  });

  test('whatever the code, in every form', () => {
    fc.assert(
      fc.property(codes, fc.constantFrom('', ' ', '-', '–', '\u200B', '\n'), (code, separator) => {
        const written = formatCode(code).replaceAll('-', separator);
        expect(parseCode(written)).toEqual({ type: 'code', code });
        expect(parseCode(written.toLowerCase())).toEqual({ type: 'code', code });
        expect(parsePayload(code)).toEqual({ type: 'code', code });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a link is read', () => {
  test.each([
    verificationLink('cardseal_bot', CODE),
    'http://t.me/cardseal_bot?start=a1b2c3d4e5fc',
    't.me/cardseal_bot?start=A1B2-C3D4-E5FC',
    'T.ME/CARDSEAL_BOT?START=A1B2C3D4E5FC',
    'https://telegram.me/cardseal_bot?start=A1B2C3D4E5FC',
    'https://telegram.dog/cardseal_bot?start=A1B2C3D4E5FC&utm=1',
    'https://cardseal_bot.t.me/?start=A1B2C3D4E5FC#x',
    'tg://resolve?domain=cardseal_bot&start=A1B2C3D4E5FC',
    'tg:resolve?start=A1B2C3D4E5FC&domain=cardseal_bot',
    'https://web.telegram.org/k/#?tgaddr=tg%3A%2F%2Fresolve%3Fdomain%3Db%26start%3DA1B2C3D4E5FC',
    shareLink(verificationLink('cardseal_bot', CODE), 'Look & see'),
    `Scanned: ${verificationLink('cardseal_bot', CODE)}\nPowered by QR Reader 4.2.1`,
    `<${verificationLink('cardseal_bot', CODE)}>.`,
    `Проверь карту: ${verificationLink('cardseal_bot', CODE)}, спасибо`,
  ])('%s', (text) => {
    expect(parseCode(text)).toEqual(found);
  });

  test('with a broken code it is mistyped', () => {
    expect(parseCode(verificationLink('cardseal_bot', WRONG))).toEqual(mistyped);
    expect(parseCode(verificationLink('cardseal_bot', `${CODE}0`))).toEqual(mistyped);
    expect(parseCode('https://t.me/cardseal_bot?start=%D0%90')).toEqual(mistyped);
  });

  test('without a code it is none', () => {
    expect(parseCode('https://t.me/cardseal_bot')).toEqual(none);
    expect(parseCode('https://t.me/cardseal_bot?start=')).toEqual(none);
    expect(parseCode('https://example.com/list?start=10')).toEqual(none);
  });

  test('without a payload a code beside it is found', () => {
    expect(parseCode(`https://t.me/cardseal_bot A1B2-C3D4-E5FC`)).toEqual(found);
  });
});

describe('of several codes', () => {
  const OTHER = createCode(() => new Uint8Array(10).fill(3));
  const linkTo = (code: string) => verificationLink('cardseal_bot', code);

  test.each([
    ['the first one is read', `${CODE} or ${OTHER}`],
    [
      'the one in a link is read, wherever it stands',
      `${OTHER} is wrong, ${linkTo(CODE)} is right`,
    ],
    ['the one in the first link is read', `${linkTo(CODE)} ${linkTo(OTHER)}`],
    [
      'the one in the second link is read where the first holds none',
      `${linkTo(WRONG)} ${linkTo(CODE)}`,
    ],
    ['the one beside a link is read where that holds none', `${linkTo(WRONG)} ${CODE}`],
    ['the one that is no example is read', `${EXAMPLE_CODE} ${CODE}`],
    ['the one that is no example is read, in links as well', `${linkTo(EXAMPLE_CODE)} ${CODE}`],
  ])('%s', (_, text) => {
    expect(parseCode(text)).toEqual(found);
  });
});

test.each([1, 2, 8])('a link that was wrapped into others %i times is read', (times) => {
  let text = verificationLink('cardseal_bot', CODE);
  for (let n = 0; n < times; n++) text = encodeURIComponent(text);
  expect(parseCode(text)).toEqual(found);
});

describe('a payload', () => {
  test.each([
    CODE,
    'a1b2c3d4e5fc',
    'A1B2-C3D4-E5FC',
    'А1В2СЗD4Е5FС',
    verificationLink('b', CODE),
  ])('%s is a code', (payload) => {
    expect(parsePayload(payload)).toEqual(found);
  });

  test.each([
    WRONG,
    'hello',
    'A1B2%2eC3D4',
    'dGhpcyBpcyBnYXJiYWdl',
    'YWJj=',
    'X'.repeat(64),
    'X'.repeat(65),
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    '?',
    '__proto__',
    `${CODE}${'X'.repeat(60)}`,
  ])('%s is mistyped', (payload) => {
    expect(parsePayload(payload)).toEqual(mistyped);
  });

  test.each(['', ' ', '\n'])('%j, which is blank, is none', (payload) => {
    expect(parsePayload(payload)).toEqual(none);
  });
});

test('whatever comes, the answer is one of the four and a found code is a code', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const parsed of [parseCode(text), parsePayload(text)]) {
        expect(['code', 'example', 'mistyped', 'none']).toContain(parsed.type);
        if (parsed.type === 'code') expect(isCode(parsed.code)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('the digits that look like letters are read both ways', () => {
  expect(parseCode('OI23-4567-89lo')).toEqual({ type: 'code', code: ROUND });
});

test('what stands behind the 4,096th character is not read', () => {
  expect(parseCode(`${'! '.repeat(2048)}${CODE}`)).toEqual(none);
  expect(parseCode('t.me/?start'.repeat(100_000))).toEqual(none);
});
