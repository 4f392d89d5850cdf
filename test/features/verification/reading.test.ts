import { describe, expect, test } from 'vitest';
import { createCode, EXAMPLE_CODE, formatCode } from '../../../src/codes/verification-code.ts';
import { verificationReading } from '../../../src/features/verification/reading.ts';

const CODE = createCode();
const OTHER = createCode();
const MISTYPED = `${CODE.slice(0, 11)}${CODE.endsWith('0') ? '1' : '0'}`;
const { ofTexts, ofPayload, ofPress } = verificationReading;

describe('the texts of a message', () => {
  test.each([
    ['a code', [formatCode(CODE)], CODE],
    ['the first of two', [OTHER, CODE], OTHER],
    ['a code behind other words', ['hello', 'and', CODE], CODE],
    ['a code, though the person typed another one wrongly', [MISTYPED, CODE], CODE],
    ['a code beside the example', [EXAMPLE_CODE, CODE], CODE],
  ])('ask for a verdict: %s', (_what, texts, code) => {
    expect(ofTexts(texts, texts[0] ?? '')).toEqual({ kind: 'verdict', code });
  });

  test.each([
    ['a code read wrongly that the person typed', [MISTYPED], MISTYPED, 'mistyped'],
    ['it, though the example stands elsewhere', [MISTYPED, EXAMPLE_CODE], MISTYPED, 'mistyped'],
    ['the example that the person typed', [EXAMPLE_CODE], EXAMPLE_CODE, 'example'],
    ['the example in what they forward', ['look', EXAMPLE_CODE], 'look', 'example'],
  ])('ask for what they hold: %s', (_what, texts, typed, kind) => {
    expect(ofTexts(texts, typed)).toEqual({ kind });
  });

  test.each([
    ['nothing', [], ''],
    ['words', ['how does it work?'], 'how does it work?'],
    ['a code read wrongly that the person did not type', ['look', MISTYPED], 'look'],
  ])('ask for nothing: %s', (_what, texts, typed) => {
    expect(ofTexts(texts, typed)).toBeNull();
  });
});

describe('what a link handed over', () => {
  test('asks for a verdict, the example, or was read wrongly', () => {
    expect(ofPayload(CODE)).toEqual({ kind: 'verdict', code: CODE });
    expect(ofPayload(EXAMPLE_CODE)).toEqual({ kind: 'example' });
    expect(ofPayload('card')).toEqual({ kind: 'mistyped' });
    expect(ofPayload('')).toBeNull();
  });
});

describe('a press', () => {
  test('of a button below a verdict asks for what it says, and of any other for nothing', () => {
    const cardId = '3c9a2f6e-5b1d-4e0a-9c7b-8d2f4a6e1b03';
    expect(ofPress(`compare:${cardId}`)).toEqual({ kind: 'compare', cardId });
    expect(ofPress('compare:it')).toBe('stale');
    expect(ofPress('add:1')).toBeNull();
  });
});
