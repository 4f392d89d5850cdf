import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader';

let isReady: Promise<unknown> | undefined;

/** Left alone, the library fetches its program from the network. */
async function prepare(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasm = await readFile(path);
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** Reads the one QR code of a picture. Throws where there is none, or more. */
export async function readQr(picture: Uint8Array): Promise<ReadResult> {
  isReady ??= prepare();
  await isReady;
  const found = await readBarcodes(picture, { formats: ['QRCode'] });
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${found.length} QR codes were found`);
  return only;
}

/** A PNG as grey values, row by row, and what it says of its size for printing: dots a metre, by the chunk pHYs; null: it says nothing. */
export interface ReadPng {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
  readonly dotsPerMetre: number | null;
}

/** Reads a PNG. Source of pHYs: PNG, Third Edition, 11.3.5.3. */
export async function readPng(png: Buffer): Promise<ReadPng> {
  const { data, info } = await sharp(png)
    .greyscale()
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = png.indexOf('pHYs');
  const isInMetres = at !== -1 && png[at + 12] === 1;
  return {
    width: info.width,
    height: info.height,
    grey: data,
    dotsPerMetre: isInMetres ? png.readUInt32BE(at + 4) : null,
  };
}
