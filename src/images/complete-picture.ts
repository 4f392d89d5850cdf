import { completeJpeg } from './complete-jpeg.ts';
import { completePng } from './complete-png.ts';
import { completeWebp } from './complete-webp.ts';
import type { PhotoFormat } from './sniff-format.ts';

/**
 * Gives a picture's container the end that it lacks: a WebP without it has no header that can be read.
 * Null when the picture within it breaks off. What lacks nothing is given back as it is.
 */
export function completeContainer(format: PhotoFormat, bytes: Buffer): Buffer | null {
  return format === 'webp' ? completeWebp(bytes) : bytes;
}

/**
 * Gives a picture the end that it lacks, as some cameras, apps and downloads leave it: every viewer shows
 * such a picture whole. Null when a visible part of the picture is missing. What lacks nothing at its end is
 * given back as it is; whether it can be decoded is another question.
 *
 * @param bytes of a picture of this format whose size in pixels is within the limits
 */
export async function completePicture(format: PhotoFormat, bytes: Buffer): Promise<Buffer | null> {
  if (format === 'jpeg') return completeJpeg(bytes);
  return format === 'png' ? completePng(bytes) : bytes;
}
