/** The named characters that the Bot API's HTML knows. All others stay as they are written. */
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** A numeric reference longer than this, with `&#`, stays as it is written (TDLib). */
const MAX_NUMERIC_LENGTH = 9;

/**
 * Decodes the character reference at a `&`.
 * @returns the text it stands for and the position behind it; an unknown one stands for its `&`
 */
export function decodeCharacter(source: string, at: number): [text: string, next: number] {
  const numeric = /&#(?:x([0-9a-f]*)|(\d*))/iy;
  numeric.lastIndex = at;
  const number = numeric.exec(source);
  if (number !== null) {
    const [reference, hexadecimal, decimal] = number;
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const isCharacter = code > 0 && code < 0x10ffff && reference.length <= MAX_NUMERIC_LENGTH;
    if (!isCharacter) return ['&', at + 1];
    return [String.fromCodePoint(code), behind(source, at + reference.length)];
  }
  const named = /&([a-z]*)/iy;
  named.lastIndex = at;
  const name = named.exec(source)?.[1] ?? '';
  const character = NAMED[name];
  if (character === undefined) return ['&', at + 1];
  return [character, behind(source, at + 1 + name.length)];
}

/** Decodes all character references of a text. */
export function decodeCharacters(source: string): string {
  let text = '';
  let position = 0;
  while (position < source.length) {
    const ampersand = source.indexOf('&', position);
    if (ampersand === -1) break;
    const [decoded, next] = decodeCharacter(source, ampersand);
    text += source.slice(position, ampersand) + decoded;
    position = next;
  }
  return text + source.slice(position);
}

function behind(source: string, position: number): number {
  return source.charAt(position) === ';' ? position + 1 : position;
}
