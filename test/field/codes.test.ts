import { expect } from 'vitest';
import { formatCode, type ParsedCode, parseCode } from '../../src/codes/verification-code.ts';
import { charactersOf, fromRow, writeWith } from '../support/data/written-codes.ts';
import { fieldCase } from '../support/reports/field-case.ts';

/** Its digits are 0 to 9, and its checks 1 and 0; the other one has nearly letters alone. */
const DIGITS = '012345678910';
const LETTERS = 'ABCDEFGHJK19';
const CODE = 'Q48DKP79TWVB';

const code = (found: string): ParsedCode => ({ type: 'code', code: found });

function row(kind: string, input: string, texts: () => readonly (readonly [string, string])[]) {
  fieldCase('people', { kind, input, outcome: 'the code is checked' }, () => {
    for (const [text, found] of texts()) {
      expect(parseCode(text), text).toEqual(code(found));
      expect(parseCode(`Is ${text} real?`), `${text} among words`).toEqual(code(found));
    }
  });
}

const digits = 'decimal digits of other scripts';

/** Every decimal digit there is, in order, ten for each script. */
const allDigits = () => charactersOf('Nd');
const scripts = () => {
  const all = allDigits();
  return Array.from({ length: all.length / 10 }, (_, i) => all.slice(10 * i, 10 * i + 10));
};
const inScript = (text: string, script: readonly string[]) =>
  text.replace(/[0-9]/g, (digit) => script[Number(digit)] ?? digit);

row(digits, 'Q٤٨D-KP٧٩-TWVB for Q48D-KP79-TWVB', () => [['Q٤٨D-KP٧٩-TWVB', CODE]]);
row(digits, 'every digit of every script of Unicode (class Nd)', () =>
  scripts().map((script) => [inScript(formatCode(DIGITS), script), DIGITS] as const),
);
row(digits, 'digits of several scripts in one code', () => {
  const all = scripts();
  const mixed = formatCode(DIGITS).replace(
    /[0-9]/g,
    (digit) => all[(7 * Number(digit)) % all.length]?.[Number(digit)] ?? digit,
  );
  return [[mixed, DIGITS]];
});
row(digits, 'such digits between marks of the writing direction', () => [
  ['\u200fQ\u200e٤٨\u200fD-KP\u061c٧٩\u200e-TWVB\u200f', CODE],
  ['\u202bQ٤٨D-KP٧٩-TWVB\u202c', CODE],
  ['\u2067Q۴۸D-KP۷۹-TWVB\u2069', CODE],
]);
row(digits, 'such digits in the link', () => [
  ['https://t.me/some_bot?start=Q٤٨DKP٧٩TWVB', CODE],
  ['https://t.me/some_bot?start=Q%D9%A4%D9%A8DKP%D9%A7%D9%A9TWVB', CODE],
]);

const keyboards = 'what keyboards and apps make of a code';
const joined = (hyphen: string) => ['Q48D', 'KP79', 'TWVB'].join(hyphen);

row(keyboards, 'any dash of Unicode for the hyphens', () =>
  charactersOf('Pd').map((dash) => [joined(dash), CODE] as const),
);
row(
  keyboards,
  'a long vowel mark, a tatweel or another letter that is but a stroke for the hyphens',
  () => [...'ーｰـㅡ一ˍꟷ−⁃˗➖─‧・·•_~.'].map((stroke) => [joined(stroke), CODE] as const),
);
row(keyboards, 'a dash of a sentence beside the code', () => [
  [`code—${joined('-')}—thanks`, CODE],
  [`code―${joined('–')}`, CODE],
]);
row(keyboards, 'soft hyphens and zero-width characters within', () =>
  ['\u00ad', '\u200b', '\u2060', '\ufeff', '\u034f', '\u180e'].map(
    (unseen) => [[...joined('-')].join(unseen), CODE] as const,
  ),
);
row(keyboards, 'bold, italic, double-struck, monospace and other mathematical letters', () =>
  ['𝐀', '𝐴', '𝑨', '𝒜', '𝓐', '𝔸', '𝕬', '𝖠', '𝗔', '𝘈', '𝘼', '𝙰'].map(
    (first) => [writeWith(LETTERS, mathematical(first)), LETTERS] as const,
  ),
);
row(keyboards, 'circled, squared, bracketed and full-width letters', () =>
  ['Ⓐ', '🅐', '🄰', '🅰', '🄐', 'Ａ', '🇦'].map(
    (first) => [writeWith(LETTERS, fromRow(first, 'A')), LETTERS] as const,
  ),
);
row(keyboards, 'circled, bracketed and raised digits', () => [
  ...['①', '❶', '➀', '➊', '⑴', '⓵', '⒈'].map(
    (first) => [writeWith(CODE, fromRow(first, '1')), CODE] as const,
  ),
  [writeWith(CODE, (c) => (/\d/.test(c) ? ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)] ?? c) : c)), CODE],
  [writeWith(CODE, (c) => (/\d/.test(c) ? ('₀₁₂₃₄₅₆₇₈₉'[Number(c)] ?? c) : c)), CODE],
]);
row(keyboards, 'digits as emoji of keys', () => [
  [writeWith(CODE, (c) => (/\d/.test(c) ? `${c}\ufe0f\u20e3` : c)), CODE],
]);
row(keyboards, 'small capitals', () => [
  ['ǫ48ᴅ-ᴋᴘ79-ᴛᴡᴠʙ', CODE],
  ['ꞯ48ᴅᴋᴘ79ᴛᴡᴠʙ', CODE],
]);
row(keyboards, 'letters struck through or underlined by marks', () =>
  ['\u0336', '\u0332', '\u0335', '\u20dd', '\u0305\u0332'].map(
    (mark) => [writeWith(joined('-'), (c) => `${c}${mark}`), CODE] as const,
  ),
);
row(keyboards, 'a struck zero, and the Turkish i', () => [
  [formatCode(DIGITS).replaceAll('0', 'Ø').replaceAll('1', 'İ'), DIGITS],
  [formatCode(DIGITS).replaceAll('0', 'ø').replaceAll('1', 'ı'), DIGITS],
]);

/** A few mathematical letters were in Unicode before, and their places in the rows are empty. */
function mathematical(first: string): (character: string) => string {
  const write = fromRow(first, 'A');
  return (character) => {
    const written = write(character);
    return /\p{L}/u.test(written) ? written : character;
  };
}
