import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanUpPhotos, ORPHAN_AGE_HOURS } from '../../src/photos/clean-up-photos.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { createSessionStage } from '../support/session/session-stage.ts';

test('the clean-up of photos goes by the age of each', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cardseal-clean-up-'));
  const stage = await createSessionStage();
  const photos = createFilePhotoStore(dir);
  const [old, young] = await Promise.all([1, -1].map((more) => aged(photos, dir, more)));
  expect(await cleanUpPhotos({ database: stage.database, photos })).toBe(1);
  expect(await photos.stat(old ?? '')).toBeNull();
  expect(await photos.stat(young ?? '')).not.toBeNull();
  await stage.close();
  await rm(dir, { recursive: true, force: true });
});

/** Stores a photo that nobody names, some minutes older than the age at which such are removed. */
async function aged(photos: PhotoStore, dir: string, minutes: number): Promise<string> {
  const bytes = randomBytes(100);
  const key = photoKey(randomUUID(), 'original', createHash('sha256').update(bytes).digest('hex'));
  await photos.put(key, bytes);
  const stored = new Date(Date.now() - ORPHAN_AGE_HOURS * 3_600_000 - minutes * 60_000);
  await utimes(join(dir, key), stored, stored);
  return key;
}
