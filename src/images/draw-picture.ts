import sharp, { type OverlayOptions } from 'sharp';
import { PhotoError } from './photo-error.ts';

/** What Telegram keeps of a photo at its best. */
const LONGEST_SIDE = 2560;

/** Kept photos are no larger; what says that it is was not kept by us. */
const LARGEST_INPUT_PIXELS = LONGEST_SIDE * LONGEST_SIDE;

/** Between the photos, in pixels: three on a phone, where the picture is a ninth as wide. */
const GAP = 24;

/** Neither light nor dark, so that it is seen beside every photo and in both themes of Telegram. */
const BACKGROUND = '#8d949b';

/**
 * A photo that is longer than this has background beside it: two ribbons would else make a picture
 * that nobody can read, and that Telegram does not take (source: Bot API, sendPhoto: at most 20 to 1).
 */
const WIDEST_CELL = 2;

/** The quality of kept photos: the picture is looked at as closely as they are. */
const QUALITY = 88;

/** What Telegram takes as a photo. Source: Bot API, sendPhoto. */
const LARGEST_OUTPUT_BYTES = 10_000_000;

const PROCESSING_SECONDS = 5;

/** Where a photo goes: so wide and high in pixels; `isWhole` when it fills that. */
interface Cell {
  readonly photo: Buffer;
  readonly aspect: number;
  /** The height at which the photo is as large as it was kept. */
  readonly naturalHeight: number;
  readonly isWhole: boolean;
}

/**
 * Draws both photos of a card side by side, the original one left and the packaged one right, equally
 * high, as one JPEG of at most 2,560 pixels a side and 10 MB. The same photos give the same bytes. Each
 * of its steps takes at most 5 s. Rejects with a `PhotoError`.
 *
 * @param original and `packaged`: photos as they are kept, upright JPEGs
 */
export async function drawPicture(original: Buffer, packaged: Buffer): Promise<Buffer> {
  try {
    const cells = [await cellFor(original), await cellFor(packaged)];
    return await draw(cells);
  } catch (error) {
    if (error instanceof PhotoError) throw error;
    throw new PhotoError('image_broken', 'a photo cannot be drawn', { cause: error });
  }
}

async function cellFor(photo: Buffer): Promise<Cell> {
  const { width, height } = await sharp(photo, {
    limitInputPixels: LARGEST_INPUT_PIXELS,
  }).metadata();
  const aspect = Math.min(WIDEST_CELL, Math.max(1 / WIDEST_CELL, width / height));
  return {
    photo,
    aspect,
    naturalHeight: Math.max(height, width / aspect),
    isWhole: aspect === width / height,
  };
}

async function draw(cells: readonly Cell[]): Promise<Buffer> {
  const gaps = GAP * (cells.length - 1);
  const aspects = cells.reduce((sum, { aspect }) => sum + aspect, 0);
  const natural = Math.max(...cells.map(({ naturalHeight }) => naturalHeight));
  const height = Math.floor(Math.min(natural, LONGEST_SIDE, (LONGEST_SIDE - gaps) / aspects));
  const parts: OverlayOptions[] = [];
  let left = 0;
  for (const cell of cells) {
    const width = Math.max(1, Math.floor(cell.aspect * height));
    parts.push({ ...(await pixelsOf(cell, width, height)), left, top: 0 });
    left += width + GAP;
  }
  const canvas = { width: left - GAP, height, channels: 3 as const, background: BACKGROUND };
  const bytes = await sharp({ create: canvas })
    .composite(parts)
    .jpeg({ quality: QUALITY })
    .timeout({ seconds: PROCESSING_SECONDS })
    .toBuffer();
  if (bytes.length <= LARGEST_OUTPUT_BYTES) return bytes;
  throw new PhotoError('image_too_large', `the picture would have ${bytes.length} bytes`);
}

async function pixelsOf(
  { photo, isWhole }: Cell,
  width: number,
  height: number,
): Promise<Pick<OverlayOptions, 'input' | 'raw'>> {
  const { data, info } = await sharp(photo, {
    limitInputPixels: LARGEST_INPUT_PIXELS,
    failOn: 'error',
  })
    .resize({ width, height, fit: isWhole ? 'fill' : 'contain', background: BACKGROUND })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .timeout({ seconds: PROCESSING_SECONDS })
    .toBuffer({ resolveWithObject: true });
  return { input: data, raw: { width: info.width, height: info.height, channels: info.channels } };
}
