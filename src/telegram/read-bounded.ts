import { AppError } from '../errors.ts';
import { LARGEST_DOWNLOAD_BYTES } from '../photos/take-photo.ts';

/**
 * Reads a stream to its end, and no more of it than a photo may have, whatever anybody says of its
 * size: then it throws `image_too_large`, and the stream is destroyed. Throws what the stream does.
 */
export async function readBounded(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > LARGEST_DOWNLOAD_BYTES) {
      throw new AppError('image_too_large', 'the file is larger than a photo may be');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
