import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** Reads QR codes in pictures. */
export interface Scanner {
  /** The text of a QR code in a picture; null if there is none or it is no picture. */
  scan(picture: Buffer): Promise<string | null>;
}

/** Larger pictures are made smaller before they are read, in pixels of the longer side. */
const MAX_SIDE = 2_000;

/** Makes a scanner. The decoder is loaded from its package, at the first scan. */
export function createScanner(): Scanner {
  let ready: Promise<void> | undefined;
  return {
    async scan(picture) {
      ready ??= loadDecoder();
      await ready;
      const image = await decode(picture);
      if (image === undefined) return null;
      const [code] = await readBarcodes(image, {
        formats: ['QRCode'],
        tryHarder: true,
        maxNumberOfSymbols: 1,
      });
      return code?.isValid ? code.text : null;
    },
  };
}

/** By default the decoder would be fetched from the network. */
async function loadDecoder(): Promise<void> {
  const path = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const bytes = await readFile(path);
  await prepareZXingModule({
    overrides: { wasmBinary: Uint8Array.from(bytes).buffer },
    fireImmediately: true,
  });
}

/** Brings a picture into a format that the decoder reads; undefined if it is no picture. */
async function decode(picture: Buffer): Promise<Uint8Array | undefined> {
  try {
    return await sharp(picture)
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .png({ compressionLevel: 1 })
      .toBuffer();
  } catch {
    return undefined;
  }
}
