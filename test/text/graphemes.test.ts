import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCharacters, cutToUnits } from '../../src/text/graphemes.ts';

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
