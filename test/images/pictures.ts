import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Red above, blue below: tells which way up a picture is. */
export async function twoColours(width: number, height: number): Promise<Sharp> {
  const half = Math.floor(height / 2);
  const blue = { width, height: height - half, channels: 3 as const, background: '#0000ff' };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: await sharp({ create: blue }).png().toBuffer(), left: 0, top: half },
  ]);
}

/** Noise, which no format compresses away. */
export function noise(width: number, height: number): Sharp {
  const gaussian = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  return sharp({ create: { width, height, channels: 3, background: '#808080', noise: gaussian } });
}

/** A real PNG of any size, black, one bit a pixel: huge to decode and tiny to send. */
export function bomb(width: number, height: number): Buffer {
  const row = Buffer.alloc(1 + Math.ceil(width / 8));
  const pixels = deflateSync(Buffer.alloc(row.length * height));
  return png(header(width, height, { depth: 1, colour: 0 }), ['IDAT', pixels]);
}

/** An animated PNG of two frames, red and blue, of which old decoders see the first. */
export function animatedPng(side: number): Buffer {
  const frame = (sequence: number) => {
    const control = Buffer.alloc(26);
    control.writeUInt32BE(sequence, 0);
    control.writeUInt32BE(side, 4);
    control.writeUInt32BE(side, 8);
    control.writeUInt16BE(1, 20);
    control.writeUInt16BE(10, 22);
    return control;
  };
  const pixels = (colour: readonly number[]) => {
    const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, Buffer.from(colour))]);
    return deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  };
  const sequence = Buffer.from([0, 0, 0, 2]);
  return png(
    header(side, side, { depth: 8, colour: 2 }),
    ['acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])],
    ['fcTL', frame(0)],
    ['IDAT', pixels([255, 0, 0])],
    ['fcTL', frame(1)],
    ['fdAT', Buffer.concat([sequence, pixels([0, 0, 255])])],
  );
}

type Chunk = readonly [type: string, data: Buffer];

function header(width: number, height: number, kind: { depth: number; colour: number }): Chunk {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data[8] = kind.depth;
  data[9] = kind.colour;
  return ['IHDR', data];
}

function png(...chunks: readonly Chunk[]): Buffer {
  const parts = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')];
  for (const [type, data] of [...chunks, ['IEND', Buffer.alloc(0)] as const]) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    parts.push(frame.subarray(0, 4), body, frame.subarray(4));
  }
  return Buffer.concat(parts);
}

/** The colour of one pixel, each part 0 to 255. */
export async function colourAt(bytes: Buffer, left: number, top: number): Promise<number[]> {
  const one = { left, top, width: 1, height: 1 };
  const { data } = await sharp(bytes).extract(one).raw().toBuffer({ resolveWithObject: true });
  return [...data];
}
