import sharp from 'sharp';

/** Makes a JPEG that looks like nothing else: a plain colour, 400 × 560 pixels unless told otherwise. */
export function jpeg(colour: string, { width = 400, height = 560 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();
}
