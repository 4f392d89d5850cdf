/** Every character of a class of Unicode, such as `Nd`. */
export function charactersOf(property: string): string[] {
  const isOne = new RegExp(String.raw`^\p{${property}}$`, 'u');
  const all = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point));
  return all.filter((character) => isOne.test(character));
}

/** Writes a code with other characters for some of its own: `0` to `9` and `A` to `Z` to what stands there. */
export function writeWith(code: string, written: (character: string) => string): string {
  return [...code].map(written).join('');
}

/** Writes the digits or letters of a code by a row of characters that begins with the one for `0`, `1` or `A`. */
export function fromRow(first: string, begins: '0' | '1' | 'A'): (character: string) => string {
  const last = { 0: '9', 1: '9', A: 'Z' }[begins];
  const start = first.codePointAt(0) ?? 0;
  return (character) =>
    character >= begins && character <= last
      ? String.fromCodePoint(start + character.charCodeAt(0) - begins.charCodeAt(0))
      : character;
}
