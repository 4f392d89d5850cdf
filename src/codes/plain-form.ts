import { canonicalForm } from '../text/normalise.ts';

const ONLY_ASCII = /^[\0-\x7F]*$/;
const BEYOND_ASCII = /[^\0-\x7F]/gu;
const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}]$/u;
const DIGIT = /^\p{Nd}$/u;

/**
 * What stands for a hyphen. Of the dashes all but those that part sentences; modifier letters, for
 * keyboards have ー, ـ and others where a hyphen is meant; and letters that are but a stroke.
 */
const HYPHEN = /^[\p{Pd}\p{Lm}−⁃˗➖─━ㅡᅳ一⼀ꟷ]$/u;
const SENTENCE_DASH = /^[—―⸺⸻]$/u;

/** No character of a code is written by a sign that stands for more than this, in UTF-16 units. */
const LONGEST_FORM = 4;

/** Letters and digits in circles and squares, as emoji and "fonts" have them: the first of a row, and what the row means. */
const ROWS: readonly (readonly [first: string, meant: string])[] = [
  ['🅐', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['🅰', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['🇦', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['❶', '123456789'],
  ['➀', '123456789'],
  ['➊', '123456789'],
  ['⓵', '123456789'],
  ['⓿', '0'],
  ['🄋', '0'],
  ['🄌', '0'],
];

/** Small capitals, which have no capitals of their own. Left: what is written; right: what is meant. */
const SMALL_CAPITALS = ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫꞯʀꜱᴛᴜᴠᴡʏᴢ', 'ABCDEFGHIJKLMNOPQQRSTUVWYZ'] as const;

const MEANT: ReadonlyMap<string, string> = new Map([
  ...ROWS.flatMap(([first, meant]) =>
    [...meant].map((character, i) => [after(first, i), character] as const),
  ),
  ...[...SMALL_CAPITALS[0]].map((written, i) => [written, SMALL_CAPITALS[1].charAt(i)] as const),
]);

/**
 * Brings a text to the form in which codes are searched: every decimal digit, of whatever script, is
 * 0 to 9; compatible forms (full width, bold, circled, in brackets) become plain ones; dashes and what
 * keyboards have in their place become hyphens, but for those between sentences; invisible characters
 * and marks go. Letters keep their case. At most four times as long as the text, in time linear in it.
 */
export function plainForm(text: string): string {
  if (ONLY_ASCII.test(text)) return text;
  return canonicalForm(text)
    .replace(/[\p{Mn}\p{Me}]+/gu, '')
    .replace(BEYOND_ASCII, plainCharacter);
}

function plainCharacter(character: string): string {
  if (UNSEEN.test(character)) return '';
  const meant = MEANT.get(character);
  if (meant !== undefined) return meant;
  const form = character.normalize('NFKC');
  if (SENTENCE_DASH.test(form)) return ' ';
  if (HYPHEN.test(form)) return '-';
  const bare = form.replace(/[^\p{L}\p{N}]/gu, '');
  if ([...bare].length === 1) return DIGIT.test(bare) ? String(digitValue(bare)) : bare;
  return form.length > LONGEST_FORM ? character : form;
}

/**
 * The value of a decimal digit. Those of a script lie in a row from 0 to 9, and rows may follow each
 * other without a gap, so its place among its neighbours tells it.
 *
 * @see https://www.unicode.org/policies/stability_policy.html ("Property Value": decimal digits are
 *   encoded in contiguous ranges, with ascending values)
 */
function digitValue(digit: string): number {
  let before = 0;
  while (DIGIT.test(after(digit, -before - 1))) before += 1;
  return before % 10;
}

/** The character that lies so many places behind another one in Unicode. */
function after(character: string, places: number): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + places);
}
