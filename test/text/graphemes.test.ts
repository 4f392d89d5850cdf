import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCharacters, cutAtWord, cutToUnits } from '../../src/text/graphemes.ts';

describe('characters are counted as a person counts them', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['ёлка', 4],
    ['e\u0301', 1],
    ['👨‍👩‍👧‍👦', 1],
    ['👍🏽👍', 2],
    ['🇩🇪🇷🇺', 2],
    ['1️⃣2', 2],
    ['🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}', 1],
    ['a\nb', 3],
    ['नमस्ते', 3],
    ['한국', 2],
  ])('%j: %i', (text, count) => {
    expect(countCharacters(text)).toBe(count);
  });

  test('also 255 families', () => {
    expect(countCharacters('👨‍👩‍👧‍👦'.repeat(255))).toBe(255);
  });
});

describe('a text is cut', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['abc', 0, ''],
    ['a👍', 2, 'a'],
    ['a👍', 3, 'a👍'],
    ['ae\u0301', 2, 'a'],
    ['🇩🇪🇷🇺', 5, '🇩🇪'],
    ['👨‍👩‍👧‍👦', 4, '👨\u200D'],
    ['👨‍👩‍👧‍👦', 1, ''],
  ])('%j to %i units: %j', (text, limit, cut) => {
    expect(cutToUnits(text, limit)).toBe(cut);
  });

  test('never above the limit, and never changed otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, limit) => {
        const cut = cutToUnits(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('a text that is cut at a word', () => {
  test.each([
    ['what fits is left as it is', 'one two', 7, 'one two'],
    ['ends before a space', 'one two three', 9, 'one two'],
    ['ends with a word that just fits', 'one two three', 7, 'one two'],
    ['has no spaces at its end', 'one  two three', 5, 'one'],
    ['is cut within a word that is longer than half', 'a abcdefghijkl', 8, 'a abcdef'],
    ['knows words of scripts without spaces', '東京都に住んでいます', 9, '東京都に住んでい'],
    ['keeps a family together', `ab ${'👨‍👩‍👧‍👦'.repeat(3)}`, 20, `ab ${'👨‍👩‍👧‍👦'}`],
  ])('%s', (_, text, limit, expected) => {
    expect(cutAtWord(text, limit)).toBe(expected);
  });

  test('is a beginning of it and never longer than wanted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(200), (text, limit) => {
        const cut = cutAtWord(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(text.startsWith(cut)).toBe(true);
      }),
    );
  });
});
