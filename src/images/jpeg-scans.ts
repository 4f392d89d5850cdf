/** What the markers of a JPEG say of whether it is there to its end. */
export interface JpegEnd {
  /** Where the data of the last scan ends: at the end of the image, or where the file breaks off. */
  readonly end: number;
  /** Whether the marker of the end of the image (EOI) is there. */
  readonly hasTrailer: boolean;
  /** Whether a scan has begun for each part of the picture: all coefficients of all components, to their last bit. */
  readonly hasAllScans: boolean;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const COEFFICIENTS = 64;

/**
 * Reads the markers of a JPEG from its beginning, and skips what lies between them. Null when it breaks
 * off before its first scan, or is none. Takes time linear in the size.
 *
 * Source: ITU T.81, annex B (markers), G.1.1 (what the scans of a progressive picture hold).
 */
export function findJpegEnd(bytes: Buffer): JpegEnd | null {
  const missing = new Map<number, Uint8Array>();
  let place = 2;
  let scanEnd: number | null = null;
  while (place + 4 <= bytes.length || bytes[place + 1] === END_OF_IMAGE) {
    const marker = bytes[place + 1] ?? 0;
    if (bytes[place] !== 0xff || marker < 0xc0) break;
    if (marker === END_OF_IMAGE) break;
    const next = place + 2 + bytes.readUInt16BE(place + 2);
    const segment = bytes.subarray(place + 4, next);
    if (next > bytes.length) break;
    if (isFrame(marker)) expectComponents(missing, segment);
    place = next;
    if (marker !== START_OF_SCAN) continue;
    noteScan(missing, segment);
    place = scanEnd = endOfData(bytes, next);
  }
  if (scanEnd === null || missing.size === 0) return null;
  const hasTrailer = bytes[place] === 0xff && bytes[place + 1] === END_OF_IMAGE;
  const hasAllScans = [...missing.values()].every((bits) => bits.every((left) => left === 0));
  return { end: hasTrailer ? place : scanEnd, hasTrailer, hasAllScans };
}

/** SOF0 to SOF15; three numbers among them name tables. */
function isFrame(marker: number): boolean {
  return marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Of each coefficient of each component all bits are missing, which is written as 255. */
function expectComponents(missing: Map<number, Uint8Array>, frame: Buffer): void {
  for (let place = 6; place + 2 < frame.length; place += 3) {
    missing.set(frame[place] ?? 0, new Uint8Array(COEFFICIENTS).fill(255));
  }
}

/** A scan brings some coefficients of some components, all but so many of their lowest bits. */
function noteScan(missing: Map<number, Uint8Array>, scan: Buffer): void {
  const components = scan[0] ?? 0;
  const [first = 0, last = 0, approximation = 0] = scan.subarray(1 + 2 * components);
  for (let i = 0; i < components; i++) {
    missing.get(scan[1 + 2 * i] ?? 0)?.fill(approximation & 15, first, last + 1);
  }
}

/** Where the next marker stands that is neither a stuffed byte, nor a filler, nor a restart; else the end of the file. */
function endOfData(bytes: Buffer, from: number): number {
  let place = bytes.indexOf(0xff, from);
  while (place >= 0 && place + 1 < bytes.length) {
    const next = bytes[place + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return place;
    place = bytes.indexOf(0xff, place + 1);
  }
  return place >= 0 ? place : bytes.length;
}
