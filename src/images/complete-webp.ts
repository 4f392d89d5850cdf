const HEADER_BYTES = 12;

/** What holds pixels, and what tells how to read them. Source: RFC 9649, 2.5 to 2.7. */
const NEEDED = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF']);

/**
 * Gives a WebP the padding that it lacks, and lets go of a part behind the picture (such as EXIF) that
 * breaks off. Null when the picture itself does. A WebP that is as long as it says is given back as it is.
 */
export function completeWebp(bytes: Buffer): Buffer | null {
  if (bytes.length < HEADER_BYTES || bytes.length >= bytes.readUInt32LE(4) + 8) return bytes;
  let place = HEADER_BYTES;
  while (place + 8 <= bytes.length) {
    const next = place + 8 + bytes.readUInt32LE(place + 4);
    if (next > bytes.length) break;
    // Chunks of odd length are followed by a byte that belongs to none.
    place = next + (next % 2);
  }
  const cut = bytes.toString('latin1', place, place + 4);
  if (place < bytes.length && [...NEEDED].some((type) => type.startsWith(cut))) return null;
  const whole = Buffer.alloc(place);
  bytes.copy(whole, 0, 0, Math.min(place, bytes.length));
  whole.writeUInt32LE(place - 8, 4);
  return place > HEADER_BYTES ? whole : null;
}
