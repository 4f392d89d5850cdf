import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { photoKey } from '../../src/storage/photo-key.ts';

/** A process that puts photos for ever and prints the key of each that is done; a test kills it. */
const [dir = ''] = process.argv.slice(2);
const store = createFilePhotoStore(dir);
for (;;) {
  const bytes = randomBytes(4 * 1024 * 1024);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = photoKey(randomUUID(), 'packaged', sha256);
  await store.put(key, bytes);
  process.stdout.write(`${key}\n`);
}
