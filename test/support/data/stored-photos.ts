import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../../../src/database/database.ts';
import type { PhotoSlot } from '../../../src/database/entities/card.ts';
import { photoKey } from '../../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../../src/storage/photo-store.ts';
import { insertCard } from './cards.ts';

/** A photo that is in a store, and what a row would say of it. */
export interface StoredPhoto {
  readonly cardId: string;
  readonly slot: PhotoSlot;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** Makes so many photos of so many bytes, each of a card of its own unless one is given, and puts them into the store. */
export async function storePhotos(
  store: PhotoStore,
  count: number,
  size = 1000,
  cardId?: string,
): Promise<StoredPhoto[]> {
  const photos = Array.from({ length: count }, () =>
    makeStored(cardId ?? randomUUID(), 'original', size),
  );
  for (const { key, bytes } of photos) await store.put(key, bytes);
  return photos;
}

/** The same with a card each that names its photo. */
export async function storeNamedPhotos(
  database: Database,
  store: PhotoStore,
  count: number,
): Promise<StoredPhoto[]> {
  const photos: StoredPhoto[] = [];
  for (let made = 0; made < count; made += 1) {
    const { id } = await insertCard(database);
    const photo = makeStored(id, 'original', 1000);
    await store.put(photo.key, photo.bytes);
    await namePhoto(database, photo);
    photos.push(photo);
  }
  return photos;
}

/** Writes the row that names the photo. */
export async function namePhoto(database: Database, photo: StoredPhoto): Promise<void> {
  await database.fork().execute(
    `insert into photo (card_id, slot, key, sha256, size, width, height)
     values (?, ?, ?, ?, ?, 1, 1)`,
    [photo.cardId, photo.slot, photo.key, photo.sha256, photo.bytes.length],
  );
}

function makeStored(cardId: string, slot: PhotoSlot, size: number): StoredPhoto {
  const bytes = randomBytes(size);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { cardId, slot, sha256, bytes, key: photoKey(cardId, slot, sha256) };
}
