import { StorageError } from './storage-error.ts';

/**
 * Reads all of an answer's body: a server that sends without end must not fill the memory.
 *
 * @throws StorageError `store_corrupt` when there are more bytes than `most`, or what the stream throws
 */
export async function readLimited(stream: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) {
      throw new StorageError(
        'store_corrupt',
        `The photo store sends more than ${most} bytes where there cannot be as many.`,
      );
    }
  }
  return Buffer.concat(chunks, size);
}
