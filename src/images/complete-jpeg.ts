import sharp from 'sharp';
import { findJpegEnd } from './jpeg-scans.ts';

/** So much of a picture may be missing at its end: nobody sees it, and a card is not told from another by it. */
const MISSING_SHARE = 0.005;

/** In small pictures the last bytes are more than that: a block of 16 × 16 pixels may be missing. */
const MISSING_PIXELS = 256;

/** The picture is compared at this size, in pixels a side. */
const COMPARED_SIDE = 1024;

/** Enough to differ visibly, in bytes: 0.5 % of the largest file and a little more. */
const MOST_NOISE = 1024 * 1024;

/** Decoders fill up what is missing with grey; this is further away than their rounding. */
const NOTICEABLE = 8;

/** In bytes; less is not taken for a filler. */
const LEAST_FILLER = 4096;

const TRAILER = Buffer.from([0xff, 0xd9]);

/**
 * Gives a JPEG the trailer that it lacks. Null when more than that is missing: then it is no whole picture.
 * A JPEG that has its trailer is given back as it is, whatever else is wrong with it.
 *
 * How much of the picture is there is found by decoding it twice, with two different ends in place of
 * the missing one: what differs is what the file does not hold.
 */
export async function completeJpeg(bytes: Buffer): Promise<Buffer | null> {
  const found = findJpegEnd(bytes);
  if (found === null || found.hasTrailer) return bytes;
  if (!found.hasAllScans) return null;
  const there = withoutFiller(bytes.subarray(0, found.end));
  const completed = Buffer.concat([there, TRAILER]);
  const [one, other] = await Promise.all([
    pixelsOf(completed),
    pixelsOf(Buffer.concat([there, anything(there.length), TRAILER])),
  ]);
  const { width, height } = await sharp(completed).metadata();
  const allowed = Math.max(MISSING_SHARE, MISSING_PIXELS / (width * height));
  return differingShare(one, other) <= allowed ? completed : null;
}

/**
 * Downloads that broke off may be filled up with zeros to their whole length. A few zeros may be a
 * picture: that of a plain background.
 */
function withoutFiller(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.length - end < LEAST_FILLER ? bytes : bytes.subarray(0, end);
}

/** Bytes that no picture holds by chance, always the same ones; none begins a marker. */
function anything(length: number): Buffer {
  const bytes = Buffer.alloc(Math.min(length, MOST_NOISE));
  let state = 1;
  for (let place = 0; place < bytes.length; place++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[place] = (state >>> 24) % 255;
  }
  return bytes;
}

async function pixelsOf(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes, { failOn: 'none' })
    .resize({
      width: COMPARED_SIDE,
      height: COMPARED_SIDE,
      fit: 'inside',
      kernel: 'nearest',
      withoutEnlargement: true,
    })
    .greyscale()
    .raw()
    .toBuffer();
}

function differingShare(one: Buffer, other: Buffer): number {
  const differing = one.reduce(
    (count, value, i) => count + (Math.abs(value - (other[i] ?? 0)) > NOTICEABLE ? 1 : 0),
    0,
  );
  return differing / one.length;
}
