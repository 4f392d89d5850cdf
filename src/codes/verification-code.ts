import { randomBytes as systemRandomBytes } from 'node:crypto';
import { ALPHABET, checkCharacters } from './check-characters.ts';
import { isCodeAttempt } from './code-attempt.ts';
import { type CodeWord, codeWords } from './code-words.ts';
import { plainForm } from './plain-form.ts';
import { findTelegramLinks } from './telegram-links.ts';
import { unwrap } from './unwrap.ts';

const RANDOM_CHARACTERS = 10;
const CODE_SHAPE = /^[0-9A-HJKMNP-TV-Z]{12}$/;

/** More than Telegram lets anyone write in one message; what stands behind it is not read. */
const LONGEST_INPUT = 4096;

/**
 * The code that our texts show as an example, in its stored form. It is a valid one, so that it looks
 * like any other; no card ever gets it.
 */
export const EXAMPLE_CODE = '7K2M9QXD4TJE';

/**
 * What a text from a person turned out to be.
 * - `code`: `code` is a well-formed verification code, 12 characters in upper case without
 *   hyphens. Whether a card carries it is another question.
 * - `example`: the code that our texts show as an example, and no other.
 * - `mistyped`: the person tried to give a code, and it was read or typed wrongly.
 * - `none`: no code, and no attempt at one.
 */
export type ParsedCode =
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'example' }
  | { readonly type: 'mistyped' }
  | { readonly type: 'none' };

/**
 * Draws a new verification code: 10 random characters (50 bits, each character equally likely)
 * and their 2 check characters. Never the example.
 *
 * @param randomBytes gives that many bytes, each uniform; only the low 5 bits of each are used.
 *   Default: the one of `node:crypto`.
 */
export function createCode(randomBytes: (size: number) => Uint8Array = systemRandomBytes): string {
  const data = Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => ALPHABET.charAt(byte & 31));
  const code = data.join('') + checkCharacters(data.join(''));
  return code === EXAMPLE_CODE ? createCode(randomBytes) : code;
}

/** Whether the text is a verification code in its stored form: 12 characters, and the checks fit. */
export function isCode(text: string): boolean {
  if (!CODE_SHAPE.test(text)) return false;
  return checkCharacters(text.slice(0, RANDOM_CHARACTERS)) === text.slice(RANDOM_CHARACTERS);
}

/** The form that people read, type and see on the label: three groups of four, joined by hyphens. */
export function formatCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

/**
 * Finds a verification code in what a person typed or pasted: in upper or lower case, in digits of
 * whatever script, with spaces or dashes anywhere, with look-alike letters, as the verification link
 * (also wrapped into others), or among other words. The first code found wins; those in links that open
 * a bot come first. Such a link without a code is `mistyped`: it was scanned or pressed. Ordinary prose
 * is `none`, even where it has the length of a code; `isCodeAttempt` tells the two apart.
 *
 * @param input any text, also one that is not well-formed; only its first 4,096 units are read, in time
 *   linear in their number
 */
export function parseCode(input: string): ParsedCode {
  const { payloads, rest } = findTelegramLinks(plainForm(unwrap(input.slice(0, LONGEST_INPUT))));
  const words = codeWords(rest);
  const codes = [...payloads.flatMap(codesInPayload), ...candidates(words)].filter(isCode);
  const code = codes.find((found) => found !== EXAMPLE_CODE);
  if (code !== undefined) return { type: 'code', code };
  if (codes.length > 0) return { type: 'example' };
  return { type: payloads.length > 0 || isCodeAttempt(words) ? 'mistyped' : 'none' };
}

/**
 * Reads the payload of a deep link (`/start <payload>`). Whoever sends one has scanned or pressed
 * something, so whatever holds no code is `mistyped`; only a blank payload is `none`.
 */
export function parsePayload(payload: string): ParsedCode {
  const parsed = parseCode(payload);
  return parsed.type === 'none' && payload.trim() !== '' ? { type: 'mistyped' } : parsed;
}

/** In mail the payload may have the end of an encoded equals sign before it: `=3D`. */
function codesInPayload(payload: string): string[] {
  const bare = payload.replace(/^3D/i, '');
  return [payload, ...(bare === payload ? [] : [bare])].flatMap((text) =>
    candidates(codeWords(text)),
  );
}

/**
 * What in a message could be a code: all of it, one word of it, or three words in a row of four
 * characters each. Other runs of words are not tried: of those that happen to have 12 characters
 * one in 1,024 is a code by chance.
 */
function candidates(words: readonly CodeWord[]): string[] {
  const read = words.map((word) => word.read);
  const triples = read
    .map((_, i) => read.slice(i, i + 3))
    .filter((triple) => triple.every((group) => group.length === 4));
  return [read.join(''), ...read, ...triples.map((triple) => triple.join(''))];
}
