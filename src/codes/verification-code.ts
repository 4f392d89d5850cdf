import { randomBytes as systemRandomBytes } from 'node:crypto';
import { ALPHABET, checkCharacters } from './check-characters.ts';
import { isCodeAttempt } from './code-attempt.ts';
import { plainForm, readAsCode } from './look-alikes.ts';

const RANDOM_CHARACTERS = 10;
const CODE_SHAPE = /^[0-9A-HJKMNP-TV-Z]{12}$/;

/** More than Telegram lets anyone write in one message; what stands behind it is not read. */
const LONGEST_INPUT = 4096;

/** A link that opens a bot, bare or percent-encoded, up to the value of its `start` parameter. */
const START_LINK =
  /(?:\bt\.me\b|\btelegram\.(?:me|dog)\b|\btg(?::|%3A))\S*?(?:[?&]|%3F|%26)start(?:=|%3D)([\p{L}\p{M}\p{N}\p{Pd}_]*)/iu;

/**
 * What a text from a person turned out to be.
 * - `code`: `code` is a well-formed verification code, 12 characters in upper case without
 *   hyphens. Whether a card carries it is another question.
 * - `mistyped`: the person tried to give a code, and it was read or typed wrongly.
 * - `none`: no code, and no attempt at one.
 */
export type ParsedCode =
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'mistyped' }
  | { readonly type: 'none' };

/**
 * Draws a new verification code: 10 random characters (50 bits, each character equally likely)
 * and their 2 check characters.
 *
 * @param randomBytes gives that many bytes, each uniform; only the low 5 bits of each are used.
 *   Default: the one of `node:crypto`.
 */
export function createCode(randomBytes: (size: number) => Uint8Array = systemRandomBytes): string {
  const data = Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => ALPHABET.charAt(byte & 31));
  return data.join('') + checkCharacters(data.join(''));
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
 * Finds a verification code in what a person typed or pasted: in upper or lower case, with spaces
 * or dashes anywhere, with look-alike letters, as the verification link, or among other words.
 * The first code found wins. Ordinary prose is `none`, even where it has the length of a code;
 * `isCodeAttempt` tells the two apart.
 *
 * @param input any text, also one that is not well-formed; only its first 4,096 units are read
 */
export function parseCode(input: string): ParsedCode {
  const plain = plainForm(input.slice(0, LONGEST_INPUT));
  const payload = START_LINK.exec(plain)?.[1];
  if (payload !== undefined && payload !== '') return parsePayload(payload);

  const words = plain
    .split(/[^\p{L}\p{M}\p{N}\p{Pd}−]+/u)
    .filter((word) => readAsCode(word) !== '');
  const code = candidates(words).find(isCode);
  if (code !== undefined) return { type: 'code', code };
  return { type: isCodeAttempt(words) ? 'mistyped' : 'none' };
}

/**
 * Reads the payload of a deep link (`/start <payload>`). Whoever sends one has scanned or pressed
 * something, so whatever holds no code is `mistyped`; only a blank payload is `none`.
 */
export function parsePayload(payload: string): ParsedCode {
  const parsed = parseCode(payload);
  return parsed.type === 'none' && payload.trim() !== '' ? { type: 'mistyped' } : parsed;
}

/**
 * What in a message could be a code: all of it, one word of it, or three words in a row of four
 * characters each. Other runs of words are not tried: of those that happen to have 12 characters
 * one in 1,024 is a code by chance.
 */
function candidates(words: readonly string[]): string[] {
  const read = words.map(readAsCode);
  const triples = read
    .map((_, i) => read.slice(i, i + 3))
    .filter((triple) => triple.every((group) => group.length === 4));
  return [read.join(''), ...read, ...triples.map((triple) => triple.join(''))];
}
