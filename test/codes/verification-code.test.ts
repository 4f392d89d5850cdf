import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALPHABET, checkCharacters } from '../../src/codes/check-characters.ts';
import { createCode, formatCode, isCode } from '../../src/codes/verification-code.ts';

const RUNS = { numRuns: 300 };

/** Codes from random data, so that a failure is replayable. */
const codes = fc
  .uint8Array({ minLength: 10, maxLength: 10 })
  .map((bytes) => createCode(() => bytes));

function withCharacter(code: string, place: number, character: string): string {
  return code.slice(0, place) + character + code.slice(place + 1);
}

test('a new code has twelve characters of the alphabet and is a code', () => {
  for (let i = 0; i < 1000; i++) {
    const code = createCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(isCode(code)).toBe(true);
  }
});

test('new codes differ', () => {
  expect(new Set(Array.from({ length: 5000 }, () => createCode())).size).toBe(5000);
});

test('the alphabet has 32 characters and none of I, L, O, U', () => {
  expect(new Set(ALPHABET).size).toBe(32);
  expect(ALPHABET).not.toMatch(/[ILOU]/);
});

test('each of the 256 bytes gives the character of its low five bits, so each is equally likely', () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const character = createCode(() => new Uint8Array(10).fill(byte)).charAt(0);
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  expect([...counts.keys()].sort().join('')).toBe(ALPHABET);
  expect(new Set(counts.values())).toEqual(new Set([8]));
});

test('over many codes every character turns up evenly at every random place', () => {
  const total = 16_000;
  const counts = Array.from({ length: 10 }, () => new Map<string, number>());
  for (let i = 0; i < total; i++) {
    const code = createCode();
    for (const [place, count] of counts.entries()) {
      const character = code.charAt(place);
      count.set(character, (count.get(character) ?? 0) + 1);
    }
  }
  const expected = total / 32;
  for (const count of counts) {
    const chiSquare = [...ALPHABET]
      .map((character) => ((count.get(character) ?? 0) - expected) ** 2 / expected)
      .reduce((a, b) => a + b, 0);
    // 31 degrees of freedom: above 120 in less than one of a thousand million runs.
    expect(chiSquare).toBeLessThan(120);
  }
});

test('every wrong character is detected, at all 12 places, all 31 of them', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (let place = 0; place < 12; place++) {
        for (const character of ALPHABET) {
          const isRight = character === code.charAt(place);
          expect(isCode(withCharacter(code, place, character))).toBe(isRight);
        }
      }
    }),
    RUNS,
  );
});

test('every swap of two characters is detected, at all 66 pairs, neighbours and checks included', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (let left = 0; left < 12; left++) {
        for (let right = left + 1; right < 12; right++) {
          const [a, b] = [code.charAt(left), code.charAt(right)];
          const swapped = withCharacter(withCharacter(code, left, b), right, a);
          expect(isCode(swapped)).toBe(a === b);
        }
      }
    }),
    RUNS,
  );
});

test('every pair of wrong characters is detected', () => {
  const code = createCode();
  for (let left = 0; left < 12; left++) {
    for (let right = left + 1; right < 12; right++) {
      for (const a of ALPHABET) {
        for (const b of ALPHABET) {
          const wrong = withCharacter(withCharacter(code, left, a), right, b);
          if (wrong !== code) expect(isCode(wrong), wrong).toBe(false);
        }
      }
    }
  }
});

test('the checks stay as they are, because they are printed on cards', () => {
  expect(checkCharacters('0123456789')).toBe('10');
  expect(checkCharacters('ZYXWVTSRQP')).toBe('12');
  expect(checkCharacters('7K3M9QRSTV')).toBe('XN');
});

test('check characters of a foreign alphabet are refused', () => {
  expect(() => checkCharacters('ABCU')).toThrow(RangeError);
});

test.each([
  '',
  'ABC',
  '0000-0000-0000',
  '0'.repeat(13),
  '0'.repeat(11),
  'o00000000000',
  '00000000000U',
])('%j is not a code in its stored form', (text) => {
  expect(isCode(text)).toBe(false);
});

test('the readable form has three groups of four', () => {
  expect(formatCode('7K3M9QRSTVWX')).toBe('7K3M-9QRS-TVWX');
});
