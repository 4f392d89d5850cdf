import sharp from 'sharp';

/** Draws a picture of one colour, with a frame, for tests. */
export async function drawPicture(
  width: number,
  height: number,
  format: 'jpeg' | 'png' | 'webp' = 'jpeg',
): Promise<Buffer> {
  return await sharp({ create: { width, height, channels: 3, background: '#3388cc' } })
    .toFormat(format)
    .toBuffer();
}
