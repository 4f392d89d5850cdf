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
