/**
 * The characters of codes as strokes, so that they look the same everywhere and no font has to be
 * installed where the bot runs. Each stands in a box 6 wide and 10 high; what a person might take
 * for another (5 and S, 8 and B, 2 and Z, 0 and D) is drawn apart.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': 'M3 0C4.7 0 6 1.6 6 5S4.7 10 3 10 0 8.4 0 5 1.3 0 3 0Z',
  '1': 'M.9 2.3 3.3 0V10M.9 10H5.6',
  '2': 'M.3 2.7C.4 1 1.5 0 3.1 0 4.8 0 5.8 1.1 5.8 2.7 5.8 4.7 4.2 5.9 .2 10H6',
  '3': 'M.3 1.9C.8 .7 1.7 0 3 0 4.6 0 5.6 .9 5.6 2.4S4.5 4.7 2.4 4.7C4.8 4.7 5.9 5.7 5.9 7.3 5.9 9 4.7 10 3 10 1.6 10 .5 9.3 0 8',
  '4': 'M4.5 10V0L0 7H6',
  '5': 'M5.5 0H.9L.5 4.7C1.2 4 2 3.7 2.9 3.7 4.8 3.7 6 4.9 6 6.8 6 8.8 4.7 10 2.9 10 1.6 10 .5 9.3 0 8.1',
  '6': 'M4.9 0C2 1.5 0 3.7 0 6.8 0 8.8 1.2 10 3 10S6 8.8 6 6.9C6 5.1 4.8 3.9 3.1 3.9 1.5 3.9 .4 4.9 0 6.4',
  '7': 'M0 0H6L2.2 10',
  '8': 'M3 4.7C1.4 4.7 .4 3.8 .4 2.4 .4 .9 1.4 0 3 0S5.6 .9 5.6 2.4C5.6 3.8 4.6 4.7 3 4.7 1.1 4.7 0 5.8 0 7.3 0 9 1.2 10 3 10S6 9 6 7.3C6 5.8 4.9 4.7 3 4.7Z',
  '9': 'M1.1 10C4 8.5 6 6.3 6 3.2 6 1.2 4.8 0 3 0S0 1.2 0 3.1C0 4.9 1.2 6.1 2.9 6.1 4.5 6.1 5.6 5.1 6 3.6',
  A: 'M0 10 3 0 6 10M1.1 6.8H4.9',
  B: 'M.4 4.7H3.2C4.7 4.7 5.5 3.8 5.5 2.4S4.7 0 3.2 0H.4V10H3.4C5 10 6 9 6 7.3S5 4.7 3.4 4.7',
  C: 'M5.9 2.2C5.4 .8 4.5 0 3.2 0 1.2 0 0 1.9 0 5S1.2 10 3.2 10C4.5 10 5.4 9.2 5.9 7.8',
  D: 'M.4 0V10H2.4C4.8 10 6 8.2 6 5S4.8 0 2.4 0Z',
  E: 'M5.8 0H.5V10H5.8M.5 4.8H5',
  F: 'M5.8 0H.5V10M.5 4.8H5',
  G: 'M5.8 2.2C5.3 .8 4.5 0 3.2 0 1.2 0 0 1.9 0 5S1.2 10 3.2 10C4.8 10 5.9 8.8 5.9 6.6V5.4H3.4',
  H: 'M.3 0V10M5.7 0V10M.3 4.8H5.7',
  J: 'M1.6 0H5.2V7C5.2 9 4.3 10 2.7 10 1.3 10 .4 9.2 .1 7.7',
  K: 'M.4 0V10M5.7 0 .4 6.2M2.3 4 6 10',
  M: 'M0 10V0L3 6 6 0V10',
  N: 'M.3 10V0L5.7 10V0',
  P: 'M.4 10V0H3.2C5 0 6 1.1 6 2.9S5 5.8 3.2 5.8H.4',
  Q: 'M3 0C4.7 0 6 1.6 6 5S4.7 10 3 10 0 8.4 0 5 1.3 0 3 0ZM3.7 6.9 6 10',
  R: 'M.4 10V0H3.2C5 0 6 1.1 6 2.9S5 5.8 3.2 5.8H.4M3.2 5.8 6 10',
  S: 'M5.7 2C5.2 .7 4.3 0 3 0 1.4 0 .3 1 .3 2.5 .3 5.8 6 4.2 6 7.4 6 9 4.8 10 3 10 1.6 10 .6 9.3 0 7.9',
  T: 'M0 0H6M3 0V10',
  V: 'M0 0 3 10 6 0',
  W: 'M-.3 0 1.2 10 3 3.4 4.8 10 6.3 0',
  X: 'M.2 0 5.8 10M5.8 0 .2 10',
  Y: 'M0 0 3 5 6 0M3 5V10',
  Z: 'M.2 0H5.8L.2 10H6',
  '-': 'M1.2 5H4.8',
};

const BOX = { width: 6, height: 10 };
const STROKE = 1.4;

/** From the left edge of one character to that of the next. */
const ADVANCE = 8.4;

/** The height of a line of code that is so wide, both in the same unit. */
export function heightOfCode(text: string, width: number): number {
  return (width * (BOX.height + STROKE)) / units(text);
}

/**
 * Writes a code as an SVG of so many pixels, black on white and without a font.
 *
 * @param text characters of codes and hyphens
 * @throws RangeError for any other character
 */
export function codeAsSvg(text: string, size: { width: number; height: number }): string {
  const strokes = Array.from(text, (character, index) => {
    const path = GLYPHS[character];
    if (path === undefined) throw new RangeError('a code has no such character');
    return `<path transform="translate(${index * ADVANCE} 0)" d="${path}"/>`;
  });
  const edge = STROKE / 2;
  const box = `${-edge} ${-edge} ${units(text)} ${BOX.height + STROKE}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="${box}">
<rect x="${-edge}" y="${-edge}" width="100%" height="100%" fill="white"/>
<g fill="none" stroke="black" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round">${strokes.join('')}</g></svg>`;
}

function units(text: string): number {
  return (text.length - 1) * ADVANCE + BOX.width + STROKE;
}
