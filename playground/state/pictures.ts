import sharp from 'sharp';

/** A picture that cannot be sent as a photo. The code is Telegram's. */
export class PictureError extends Error {
  readonly code: 'PHOTO_INVALID_DIMENSIONS' | 'IMAGE_PROCESS_FAILED';

  constructor(code: PictureError['code']) {
    super(code);
    this.name = 'PictureError';
    this.code = code;
  }
}

/** A JPEG of one size. */
export interface Picture {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** The longest sides of the sizes that a photo is offered in (core.telegram.org/api/files). */
const SIDES = [90, 320, 800, 1280, 2560];

const THUMBNAIL_SIDE = 320;

const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff']);

/**
 * Makes the sizes of a photo as Telegram does: upright, without metadata, on white, as JPEG,
 * none larger than the original or than 2560 pixels, smallest first.
 * @param limits `telegram` refuses what the Bot API refuses; `app` makes it fit, as people's apps do before they upload
 * @throws PictureError PHOTO_INVALID_DIMENSIONS if width and height sum up to more than 10,000 or
 *   their ratio is above 20 (core.telegram.org/bots/api#sendphoto); IMAGE_PROCESS_FAILED if it is no picture
 */
export async function createPhotoSizes(
  bytes: Buffer,
  limits: 'telegram' | 'app',
): Promise<Picture[]> {
  const { width, height } = await measure(bytes);
  const long = Math.max(width, height);
  if (limits === 'telegram' && (width + height > 10_000 || long > 20 * Math.min(width, height))) {
    throw new PictureError('PHOTO_INVALID_DIMENSIONS');
  }
  const largest = Math.min(long, SIDES.at(-1) ?? long);
  const sides = [...SIDES.filter((side) => side < largest), largest];
  try {
    const original = await shrink(bytes, largest);
    const smaller = sides.slice(0, -1).map((side) => shrink(original.bytes, side));
    return [...(await Promise.all(smaller)), original];
  } catch {
    throw new PictureError('IMAGE_PROCESS_FAILED');
  }
}

/** Makes a small JPEG of a document that is a picture; undefined for any other document. */
export async function createThumbnail(bytes: Buffer): Promise<Picture | undefined> {
  try {
    await measure(bytes);
    return await shrink(bytes, THUMBNAIL_SIDE);
  } catch {
    return undefined;
  }
}

async function measure(bytes: Buffer): Promise<{ width: number; height: number }> {
  try {
    const { format, autoOrient } = await sharp(bytes).metadata();
    if (!FORMATS.has(format)) throw new PictureError('IMAGE_PROCESS_FAILED');
    return autoOrient;
  } catch {
    throw new PictureError('IMAGE_PROCESS_FAILED');
  }
}

async function shrink(bytes: Buffer, side: number): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 87 })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}
