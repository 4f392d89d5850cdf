import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { drawQr } from '../../src/images/draw-qr.ts';

beforeAll(async () => {
  // Left alone, the library fetches its program from the network.
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasm = await readFile(path);
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

async function read(png: Buffer) {
  const found = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'] });
  expect(found).toHaveLength(1);
  return found[0];
}

/** Where the picture is dark; anything but black and white is refused. */
async function darkPixels(png: Buffer): Promise<{ side: number; isDark: boolean[] }> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  expect(info.width).toBe(info.height);
  expect([...new Set(data)].sort()).toEqual([0, 255]);
  return { side: info.width, isDark: [...data].map((value) => value === 0) };
}

const link = (bot: string, code = '7K3M9QZ2XW4T') => `https://t.me/${bot}?start=${code}`;

test.each([
  ['of a short bot name, where Q would enlarge it', link('a'.repeat(7)), 'M', '3'],
  ['of a middling bot name, where Q fits as well', link('a'.repeat(14)), 'Q', '4'],
  ['of a long bot name, where Q would enlarge it', link('a'.repeat(32)), 'M', '4'],
  ['of Cyrillic letters', 'https://example.com/карта', 'Q', '3'],
])('the symbol %s is read back', async (_, text, ecLevel, version) => {
  const symbol = await read(await drawQr(text));
  expect(symbol).toMatchObject({ isValid: true, text, ecLevel, version });
});

test('links of many codes are all read back', async () => {
  for (let number = 0; number < 20; number += 1) {
    const text = link('cardseal_bot', number.toString(36).toUpperCase().padStart(12, '9Z4'));
    expect(await read(await drawQr(text))).toMatchObject({ isValid: true, text });
  }
});

test.each([
  7, 14, 32,
])('the picture for a bot name of %i letters is large, sharp and has its margin', async (letters) => {
  const png = await drawQr(link('b'.repeat(letters)));
  const modules = 4 * Number((await read(png))?.version) + 17;
  const { side, isDark } = await darkPixels(png);
  expect(side).toBeGreaterThanOrEqual(1000);
  const scale = side / (modules + 8);
  expect(Number.isInteger(scale)).toBe(true);

  const first = Math.floor(isDark.indexOf(true) / side);
  const last = Math.floor(isDark.lastIndexOf(true) / side);
  expect([first / scale, (side - 1 - last) / scale]).toEqual([4, 4]);
  // Every module is of one colour from edge to edge.
  const moduleOf = (index: number) =>
    Math.floor(index / side / scale) * (modules + 8) + Math.floor((index % side) / scale);
  const colours = new Map<number, boolean>();
  for (const [index, dark] of isDark.entries()) {
    const colour = colours.get(moduleOf(index)) ?? dark;
    if (colour !== dark) expect.unreachable(`module ${moduleOf(index)} has two colours`);
    colours.set(moduleOf(index), colour);
  }
});

test('the same link gives the same picture', async () => {
  expect((await drawQr(link('cardseal_bot'))).equals(await drawQr(link('cardseal_bot')))).toBe(
    true,
  );
});

test('a link that fits into no symbol is refused', async () => {
  await expect(drawQr('x'.repeat(3000))).rejects.toThrow(RangeError);
});
