import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflate, createInflate, constants as zlib } from 'node:zlib';

const SIGNATURE_BYTES = 8;

/** Length, type and check of a chunk, beside its data. */
const FRAME_BYTES = 12;

/** So much of the pixels may be missing at the end. */
const MISSING_SHARE = 0.005;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Samples of a pixel by colour type. Source: PNG specification, table 11.1. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The seven passes of an interlaced picture: where they begin and how far apart their pixels are. Source: PNG specification, 8.2. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Gives a PNG its end where that is missing, be it the last chunk or the last bytes of its pixels. Null
 * when more than a few pixels are missing: then it is no whole picture. A PNG that has its end is given
 * back as it is.
 *
 * @param bytes of a PNG whose size in pixels is within the limits: all of them are inflated, though never
 *   at once
 */
export async function completePng(bytes: Buffer): Promise<Buffer | null> {
  const chunks = chunksOf(bytes);
  const header = chunks.find(({ type }) => type === 'IHDR');
  if (chunks.some(({ type }) => type === 'IEND')) return bytes;
  if (header === undefined || header.data.length < 13) return null;
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const completed = await completePixels(pixels, expectedBytes(header.data));
  if (completed === null) return null;
  const before = chunks.slice(
    0,
    chunks.findIndex(({ type }) => type === 'IDAT'),
  );
  const after = [
    { type: 'IDAT', data: completed },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  return Buffer.concat([
    bytes.subarray(0, SIGNATURE_BYTES),
    ...[...before, ...after].map(writeChunk),
  ]);
}

/** The last one may lack a part of its data. */
function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let place = SIGNATURE_BYTES;
  while (place + 8 <= bytes.length) {
    const length = bytes.readUInt32BE(place);
    const type = bytes.toString('latin1', place + 4, place + 8);
    chunks.push({ type, data: bytes.subarray(place + 8, place + 8 + length) });
    place += length + FRAME_BYTES;
  }
  return chunks;
}

function writeChunk({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The size of all rows with their filter bytes, which is what the pixels inflate to. */
function expectedBytes(header: Buffer): number {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = (header[8] ?? 0) * (SAMPLES[header[9] ?? 0] ?? 0);
  const rows = (across: number, down: number) =>
    across === 0 ? 0 : down * (1 + Math.ceil((across * bits) / 8));
  if (header[12] !== 1) return rows(width, height);
  return PASSES.reduce(
    (sum, [x, y, dx, dy]) =>
      sum + rows(Math.ceil(Math.max(0, width - x) / dx), Math.ceil(Math.max(0, height - y) / dy)),
    0,
  );
}

/** Deflates the pixels anew, with black ones for those that are missing; null when those are too many. */
async function completePixels(deflated: readonly Buffer[], wanted: number): Promise<Buffer | null> {
  let found = 0;
  async function* rows() {
    for await (const inflated of inflate(deflated)) {
      const rest = wanted - found;
      yield inflated.subarray(0, rest);
      found += Math.min(inflated.length, rest);
      if (found === wanted) return;
    }
    if (isEnough()) yield Buffer.alloc(wanted - found);
  }
  const isEnough = () => found >= wanted * (1 - MISSING_SHARE);
  const completed = await buffer(Readable.from(rows()).pipe(createDeflate({ level: 1 })));
  return isEnough() ? completed : null;
}

/** What comes out, as far as it does. */
async function* inflate(deflated: readonly Buffer[]): AsyncGenerator<Buffer> {
  const inflating = createInflate({ finishFlush: zlib.Z_SYNC_FLUSH });
  for (const part of deflated) inflating.write(part);
  inflating.end();
  try {
    yield* inflating;
  } catch {
    // What is broken from here on counts as missing.
  }
}
