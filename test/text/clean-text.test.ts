import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, LONGEST_TEXT } from '../../src/text/clean-text.ts';
import { countCharacters } from '../../src/text/graphemes.ts';

/** Texts with more of what matters here than chance would give. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.constantFrom(
        ...[
          '\u200D',
          '\u200C',
          '\u200B',
          '\uFE0F',
          '\uFE0E',
          '\u0301',
          '\u0327',
          '\u202E',
          '\u2066',
        ],
        ...[
          '\ud83d',
          '\udc69',
          '👩',
          '💻',
          '🏽',
          '🏴',
          '\u{E0067}',
          '\u{E007F}',
          '1',
          '\u20E3',
          'é',
          'ب',
          'क',
          '्',
        ],
        ...[' ', '\t', '\n', '\r\n', '\u2028', '\u00A0', '\0', '\u2126', '\u0958', '\u1160', '가'],
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('what can be seen stays', () => {
  test.each([
    ['ASCII', 'The "quick" <b>fox</b> & co. #1 @x $y_z * ~ `'],
    ['Russian', 'Съешь ещё этих мягких французских булок — «да»'],
    ['Persian with its non-joiners', 'می‌خواهم کتاب‌ها را'],
    ['Hindi with a joiner', 'क्‍ष और क्‌ष'],
    ['Sinhala with a joiner', 'ශ්‍රී ලංකා'],
    ['Arabic with marks', 'الْحَمْدُ لِلَّهِ'],
    ['Hebrew with points', 'בְּרֵאשִׁית'],
    ['Thai', 'น้ำใจที่ดี'],
    ['Vietnamese', 'Tiếng Việt đẹp quá'],
    ['Korean', '한국어 텍스트'],
    ['an ideograph with its variant', '葛\u{E0100}城市'],
    ['a family emoji', '👨‍👩‍👧‍👦'],
    ['a profession with a skin', '👩🏽‍💻 👮🏻‍♀️'],
    ['a heart of fire', '❤️‍🔥'],
    ['a heart without its selector', '❤‍🔥'],
    ['a rainbow flag, a pirate flag', '🏳️‍🌈 🏴‍☠️'],
    ['flags of countries', '🇩🇪🇷🇺'],
    ['the flag of Scotland', '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}'],
    ['keycaps', '1️⃣ #️⃣ *️⃣'],
    ['a text-style and an emoji-style symbol', '☎︎ ☎️'],
    ['a replacement character that somebody typed', 'a\uFFFDb'],
    ['two paragraphs', 'one\n\ntwo\nthree'],
    ['indented lines', 'one\n  two'],
  ])('%s', (_, text) => {
    expect(cleanText(text)).toBe(text.normalize('NFC'));
  });
});

describe('what cannot be seen goes', () => {
  test.each([
    ['NUL and other controls', 'a\u0000b\u0007c\u001bd\u007fe\u0080f', 'abcdef'],
    ['a lone high surrogate', 'a\ud800b', 'ab'],
    ['a lone low surrogate', 'a\udc00b', 'ab'],
    ['two halves in the wrong order', '\udc69\ud83d', ''],
    ['noncharacters', 'a\uFFFE\uFFFF\uFDD0b', 'ab'],
    ['bidi overrides', '\u202Ecard\u202C \u202Ax\u202B\u202D', 'card x'],
    ['bidi isolates and marks', '\u2066a\u2069\u2067\u2068\u200Eb\u200F\u061C', 'ab'],
    ['zero-width spaces', 'a\u200Bb\u2060c\uFEFFd\u00ADe', 'abcde'],
    ['joiners between Latin or Cyrillic letters', 'a\u200Db\u200Cc д\u200Dа', 'abc да'],
    ['joiners at the ends', '\u200Dа\u200D 👩\u200D', 'а 👩'],
    ['joiners alone', '\u200D\u200C\u200D\u200D', ''],
    ['repeated joiners', 'می\u200C\u200C\u200Cخ 👩\u200D\u200D💻', 'می\u200Cخ 👩\u200D💻'],
    ['selectors without anything to select', 'a\uFE0Fb\uFE0E \uFE0F', 'ab'],
    ['repeated selectors', '☎\uFE0F\uFE0F\uFE0F', '☎\uFE0F'],
    ['tags without a flag', 'a\u{E0067}\u{E0062}\u{E007F}b', 'ab'],
    ['tags without an end', '🏴\u{E0067}\u{E0062}', '🏴'],
    ['fillers', '\u3164\u115F\u1160\uFFA0\u034F\u180E', ''],
    ['annotation marks', 'a\uFFF9b\uFFFAc\uFFFB', 'abc'],
    ['spaces alone', ' \t\u00A0\u3000\u2003\u2800\n', ''],
  ])('%s', (_, raw, clean) => {
    expect(cleanText(raw)).toBe(clean);
    expect(cleanLine(raw)).toBe(clean);
  });
});

describe('what spoils the lines is put right', () => {
  test.each([
    ['tabs and odd spaces', 'a\tb\u00A0c\u2009d\u3000e', 'a b c d e'],
    ['line breaks of all kinds', 'a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh', 'a\nb\nc\nd\ne\nf\ng\nh'],
    ['many line breaks', `a${'\n'.repeat(4000)}b`, 'a\n\nb'],
    ['blank lines with spaces', 'a\n \t \n \n\u00A0\nb', 'a\n\nb'],
    ['spaces at the ends of lines', 'a  \n b \n', 'a\n b'],
    ['decomposed letters', 'e\u0301 и\u0306', 'é й'],
  ])('%s', (_, raw, clean) => {
    expect(cleanText(raw)).toBe(clean);
  });

  test('a thousand marks on one letter become eight', () => {
    const clean = cleanText(`a${'\u0335'.repeat(1000)}b`);
    expect(clean).toBe(`a${'\u0335'.repeat(8)}b`);
    expect(countCharacters(clean)).toBe(2);
  });

  test('in one line there is one space where there were line breaks and spaces', () => {
    expect(cleanLine('  The \n\n  Dragon\t\tof \r\n Fire \n')).toBe('The Dragon of Fire');
  });
});

describe('the length', () => {
  test('of what Telegram can send is kept', () => {
    expect(cleanText('x'.repeat(LONGEST_TEXT))).toHaveLength(LONGEST_TEXT);
  });

  test('of what it cannot send is cut between two characters', () => {
    const clean = cleanText(`x${'👨‍👩‍👧‍👦'.repeat(1000)}`);
    expect(clean).toBe(`x${'👨‍👩‍👧‍👦'.repeat(Math.floor((LONGEST_TEXT - 1) / 11))}`);
  });

  test('of a single endless character is cut too, without half a pair or a joiner at the end', () => {
    const clean = cleanText(`${'👩\u200D'.repeat(3000)}👩`);
    expect(clean.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(clean.length).toBeGreaterThan(LONGEST_TEXT - 4);
    expect(clean).toMatch(/👩$/u);
  });

  test('of letters that grow when they are composed stays below the limit', () => {
    expect(cleanText('\u{1D160}'.repeat(2048)).length).toBeLessThanOrEqual(LONGEST_TEXT);
  });
});

test('whatever comes, the result can be stored, is tidy, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(texts, (raw) => {
      for (const clean of [cleanText, cleanLine]) {
        const result = clean(raw);
        expect(result.isWellFormed()).toBe(true);
        expect(result).not.toMatch(/[[\p{Cc}\u200B\p{Bidi_Control}]--\n]/v);
        expect(result).not.toMatch(/\n{3}|^\s|\s$/);
        expect(result).not.toMatch(/\p{M}{9}/u);
        expect(result).toBe(result.normalize('NFC'));
        expect(clean(result)).toBe(result);
      }
      expect(cleanLine(raw)).not.toMatch(/\n| {2}/);
    }),
    { numRuns: 3000 },
  );
});
