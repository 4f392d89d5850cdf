/**
 * Characters that people read or type for those of a code, in upper case. Left: what was written;
 * right: what was meant, column by column.
 */
const TABLES: readonly (readonly [written: string, meant: string])[] = [
  ['OIL', '011'], // Crockford's own: these three are not in the alphabet
  ['Øİ', '01'], // a struck zero, and a Turkish keyboard's capital of i
  ['АВСЕНКМОРТХУ', 'ABCEHKM0PTXY'], // Cyrillic, as on a Russian keyboard
  ['ЅІЈӀҮҺԀԌԚԜЗ', 'S1J1YHDGQW3'], // Cyrillic beyond the Russian alphabet, and З, which looks like 3
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZH1KMN0PTYX'], // Greek
];

const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  TABLES.flatMap(([written, meant]) =>
    [...written].map((character, i) => [character, meant.charAt(i)] as const),
  ),
);

/**
 * Reads a text as a person may have written a code: upper case, look-alikes replaced, everything
 * that is neither letter, mark nor digit left out. What is no look-alike stays as it is, so the
 * result may well hold characters that no code has.
 *
 * @param plain a text in `plainForm`
 */
export function readAsCode(plain: string): string {
  return plain
    .toUpperCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
    .replace(/[^0-9A-HJKMNP-TV-Z]/gu, (character) => LOOK_ALIKES.get(character) ?? character);
}
