import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ALPHABET } from '../../src/codes/check-characters.ts';
import { formatCode } from '../../src/codes/verification-code.ts';
import { verificationLink } from '../../src/codes/verification-link.ts';
import { codeAsSvg, heightOfCode } from '../../src/images/code-glyphs.ts';
import { drawLabel } from '../../src/images/draw-label.ts';
import { type ReadPng, readPng, readQr } from '../support/data/read-png.ts';

const CODE = '7K3M9QZ2XW4T';
const MEDIA = ['print', 'screen'] as const;

const labelOf = (bot: string, code = CODE) => ({
  link: verificationLink(bot, code),
  code: formatCode(code),
});

/** The rows, from and to, in which something is dark. */
function darkRows({ width, height, grey }: ReadPng): [number, number][] {
  const bands: [number, number][] = [];
  for (let row = 0; row < height; row++) {
    if (!grey.subarray(row * width, (row + 1) * width).includes(0)) continue;
    const last = bands.at(-1);
    if (last?.[1] === row - 1) last[1] = row;
    else bands.push([row, row]);
  }
  return bands;
}

describe.each(MEDIA)('a label for %s', (medium) => {
  test.each([
    ['of a short bot name, where Q would enlarge it', labelOf('a'.repeat(7)).link, 'M', '3'],
    ['of a middling bot name, where Q fits as well', labelOf('a'.repeat(14)).link, 'Q', '4'],
    ['of a long bot name, where Q would enlarge it', labelOf('a'.repeat(32)).link, 'M', '4'],
    ['of Cyrillic letters', 'https://example.com/карта', 'Q', '3'],
    ['of a long address', `https://example.com/${'a'.repeat(200)}`, 'M', '11'],
  ])('whose symbol is %s is read back', async (_, link, ecLevel, version) => {
    const png = await drawLabel({ link, code: 'ABCD-EFGH-JKMN' }, medium);
    expect(await readQr(png)).toMatchObject({ isValid: true, text: link, ecLevel, version });
  });

  test('of many codes is read back each time', async () => {
    for (let number = 0; number < 20; number += 1) {
      const code = ALPHABET.charAt(number) + ALPHABET.slice(number, number + 11);
      const label = labelOf('cardseal_bot', code);
      expect((await readQr(await drawLabel(label, medium))).text).toBe(label.link);
    }
  });

  test.each([
    7, 14, 32,
  ])('and a bot name of %i letters is black and white, each module the same whole number of dots, with its margin and the code below', async (letters) => {
    const png = await drawLabel(labelOf('b'.repeat(letters)), medium);
    const modules = 4 * Number((await readQr(png)).version) + 17;
    const picture = await readPng(png);
    const { width, height, grey } = picture;
    expect([...new Set(grey)].toSorted()).toEqual([0, 255]);
    const dots = width / (modules + 8);
    expect(Number.isInteger(dots)).toBe(true);

    const bands = darkRows(picture);
    expect(bands).toHaveLength(2);
    expect(bands[0]).toEqual([4 * dots, (4 + modules) * dots - 1]);
    const [top = 0, bottom = 0] = bands[1] ?? [];
    expect(top).toBe(width);
    expect(height - 1 - bottom).toBe(2 * dots);
    const isDark = (row: number, column: number) => grey[row * width + column] === 0;
    for (let row = 0; row < width; row++) {
      for (let column = 0; column < width; column++) {
        const corner = isDark(row - (row % dots), column - (column % dots));
        if (isDark(row, column) !== corner) expect.unreachable(`${row}, ${column} is ragged`);
      }
    }
  });

  test('is the same each time', async () => {
    const label = labelOf('cardseal_bot');
    expect((await drawLabel(label, medium)).equals(await drawLabel(label, medium))).toBe(true);
  });

  test('whose link fits into no symbol, or whose code is none, is refused', async () => {
    const label = labelOf('cardseal_bot');
    await expect(drawLabel({ ...label, link: 'x'.repeat(3000) }, medium)).rejects.toThrow(
      RangeError,
    );
    await expect(drawLabel({ ...label, code: 'код' }, medium)).rejects.toThrow(RangeError);
  });
});

test.each([
  ['print', 7, 25.1],
  ['print', 14, 24.3],
  ['print', 32, 24.3],
] as const)('a label to %s of a bot name of %i letters says that it is %d mm wide', async (medium, letters, wide) => {
  const { width, dotsPerMetre } = await readPng(
    await drawLabel(labelOf('b'.repeat(letters)), medium),
  );
  expect(dotsPerMetre).toBe(Math.round(300 / 0.0254));
  expect((width / Number(dotsPerMetre)) * 1000).toBeCloseTo(wide, 1);
});

test('a label for a screen is at least 1000 px wide', async () => {
  expect((await readPng(await drawLabel(labelOf('cardseal_bot'), 'screen'))).width).toBe(1036);
});

test('every character of codes looks unlike every other, and none is cut off', async () => {
  const looks = await Promise.all(
    [...ALPHABET, '-'].map(async (character) => {
      const text = `${character}${character}`;
      const size = { width: 140, height: Math.round(heightOfCode(text, 140)) };
      const svg = Buffer.from(codeAsSvg(text, size));
      const grey = await sharp(svg).greyscale().extractChannel(0).raw().toBuffer();
      return { character, grey };
    }),
  );
  for (const { character, grey } of looks) {
    for (const other of looks) {
      if (other.character === character) continue;
      const apart = grey.filter((value, index) => Math.abs(value - (other.grey[index] ?? 0)) > 127);
      expect(apart.length, `${character} and ${other.character}`).toBeGreaterThan(250);
    }
  }
});
