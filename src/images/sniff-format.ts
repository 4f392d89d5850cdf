/** The kinds of pictures that are taken, by the names that sharp gives them. */
export type PhotoFormat = 'jpeg' | 'png' | 'webp';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Tells the kind of a picture by its first bytes; names and types that somebody claimed count for
 * nothing. Undefined for every other kind, so that no other decoder is ever given a byte.
 *
 * Sources: ITU T.81 (JPEG), the PNG specification 5.2, RFC 9649 2.4 (WebP).
 */
export function sniffFormat(bytes: Buffer): PhotoFormat | undefined {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return 'png';
  const riff = bytes.subarray(0, 4).toString('latin1');
  const kind = bytes.subarray(8, 12).toString('latin1');
  return riff === 'RIFF' && kind === 'WEBP' ? 'webp' : undefined;
}

/** Brands of files with pictures in HEVC, AV1 or whatever HEIF allows. */
const HEIF_BRANDS = new Set(
  'heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 miaf avif avis'.split(' '),
);

/** More brands than any file names. */
const LAST_BRAND = 128;

/**
 * Whether the bytes are those of a HEIC, HEIF or AVIF file, as phones keep their photos: by its brand or
 * one that it is compatible with. Source: ISO/IEC 14496-12, 4.3; ISO/IEC 23008-12, 10.
 */
export function isHeif(bytes: Buffer): boolean {
  if (bytes.length < 12 || bytes.toString('latin1', 4, 8) !== 'ftyp') return false;
  const end = Math.min(bytes.length, bytes.readUInt32BE(0), LAST_BRAND);
  for (let place = 8; place + 4 <= Math.max(end, 12); place += 4) {
    // What stands behind the first brand is its version.
    if (place !== 12 && HEIF_BRANDS.has(bytes.toString('latin1', place, place + 4))) return true;
  }
  return false;
}
