import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { completeContainer, completePicture } from './complete-picture.ts';
import { createTurns } from './create-turns.ts';
import { PhotoError } from './photo-error.ts';
import { isHeif, type PhotoFormat, sniffFormat } from './sniff-format.ts';

/** A photo as it is kept: an upright sRGB JPEG without metadata. */
export type NormalisedPhoto = {
  readonly bytes: Buffer;
  /** In pixels, at most {@link LONGEST_SIDE}. */
  readonly width: number;
  readonly height: number;
  /** Of `bytes`, in hexadecimal. */
  readonly sha256: string;
  /** Of `bytes`: at most 10 MB. */
  readonly size: number;
};

/**
 * Makes the photo that is kept out of a picture that somebody sent. The same picture gives the same
 * bytes. Rejects with a `PhotoError`, or with the signal's reason.
 */
export type PhotoNormaliser = (bytes: Buffer, signal?: AbortSignal) => Promise<NormalisedPhoto>;

/** The most that Telegram lets a bot download. Source: Bot API, getFile. */
const LARGEST_INPUT_BYTES = 20 * 1024 * 1024;

/** Room for the 64-megapixel photos of phones; a decoded one of the worst kind takes 0.5 GB. */
const LARGEST_INPUT_PIXELS = 64 * 1024 * 1024;

/** What Telegram takes as a photo. Source: Bot API, sendPhoto. */
const LARGEST_OUTPUT_BYTES = 10_000_000;
const WIDEST_RATIO = 20;

/** What Telegram keeps of a photo at its best. */
const LONGEST_SIDE = 2560;

/** Below this nobody recognises a card. */
const SHORTEST_SIDE = 64;

/** Measured: smaller files at the same quality are had for four times the work (mozjpeg), not worth it. */
const QUALITY = 88;

const PROCESSING_SECONDS = 5;

/** What was learned of a picture before it was decoded. */
type Header = { readonly format: PhotoFormat; readonly width: number; readonly height: number };

/**
 * Creates the normaliser. Pictures are decoded one after the other (`places` at a time), since each
 * may need much memory.
 */
export function createPhotoNormaliser({ places = 1 } = {}): PhotoNormaliser {
  const takeTurn = createTurns(places);
  return async (bytes, signal) => {
    signal?.throwIfAborted();
    const format = acceptedFormat(bytes);
    return takeTurn(async () => {
      const framed = orBroken(completeContainer(format, bytes));
      assertAcceptable(await readHeader(framed, format));
      signal?.throwIfAborted();
      const whole = orBroken(await completePicture(format, framed).catch(asPhotoError));
      signal?.throwIfAborted();
      return encode(whole);
    }, signal);
  };
}

function orBroken(completed: Buffer | null): Buffer {
  if (completed !== null) return completed;
  throw new PhotoError('image_broken', 'a part of the picture is missing');
}

function acceptedFormat(bytes: Buffer): PhotoFormat {
  if (bytes.length === 0) throw new PhotoError('image_broken', 'the picture is empty');
  if (bytes.length > LARGEST_INPUT_BYTES) {
    throw new PhotoError('image_too_large', `the picture has ${bytes.length} bytes`);
  }
  if (isHeif(bytes)) throw new PhotoError('image_heif', 'the picture is a HEIC or AVIF file');
  const format = sniffFormat(bytes);
  if (format === undefined) {
    throw new PhotoError('image_format', 'the picture is no JPEG, PNG or WebP');
  }
  return format;
}

async function readHeader(bytes: Buffer, format: PhotoFormat): Promise<Header> {
  // No limit here: only the header is read, and the refusal is to name the right reason.
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error) => {
      throw new PhotoError('image_broken', 'the header cannot be read', { cause: error });
    });
  if (found.format !== format) {
    throw new PhotoError('image_format', `a ${format} that was decoded as ${found.format}`);
  }
  return { format, width: found.width, height: found.height };
}

function assertAcceptable({ width, height }: Header): void {
  const [short, long] = width < height ? [width, height] : [height, width];
  const size = `${width}×${height}`;
  if (short * long > LARGEST_INPUT_PIXELS) {
    throw new PhotoError('image_too_large', `the picture has ${size} pixels`);
  }
  if (long > short * WIDEST_RATIO) throw new PhotoError('image_ratio', `the picture is ${size}`);
  if (short < SHORTEST_SIDE) throw new PhotoError('image_too_small', `the picture is ${size}`);
}

/** Unless told otherwise, sharp takes the first frame, brings colours to sRGB and drops metadata. */
async function encode(input: Buffer): Promise<NormalisedPhoto> {
  const { data: bytes, info } = await sharp(input, {
    autoOrient: true,
    limitInputPixels: LARGEST_INPUT_PIXELS,
    // What is cut off is refused; what other programs only warn of is taken.
    failOn: 'error',
  })
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: QUALITY })
    .timeout({ seconds: PROCESSING_SECONDS })
    .toBuffer({ resolveWithObject: true })
    .catch(asPhotoError);
  if (bytes.length > LARGEST_OUTPUT_BYTES) {
    throw new PhotoError('image_too_large', `the photo would have ${bytes.length} bytes`);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, width: info.width, height: info.height, sha256, size: bytes.length };
}

function asPhotoError(error: unknown): never {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('timeout')) {
    throw new PhotoError('image_too_large', 'the picture takes too long', { cause: error });
  }
  throw new PhotoError('image_broken', 'the picture cannot be decoded', { cause: error });
}
