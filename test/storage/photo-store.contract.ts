import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, expect, type TestContext, test } from 'vitest';
import { photoKey } from '../../src/storage/photo-key.ts';
import {
  LARGEST_PHOTO_BYTES,
  type PhotoStore,
  type StoredObject,
} from '../../src/storage/photo-store.ts';

/** A photo with a key of its own. */
export function makePhoto(bytes: Buffer = randomBytes(1000), cardId: string = randomUUID()) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, key: photoKey(cardId, 'original', sha256) };
}

/** Everything that a list yields. */
export async function all(photos: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const photo of photos) found.push(photo);
  return found;
}

/**
 * What every photo store promises, whatever it keeps the photos in.
 *
 * @param open answers a store that {@link PhotoStore.check} has not seen yet; may skip the test
 */
export function testPhotoStore(open: (context: TestContext) => Promise<PhotoStore>): void {
  let store: PhotoStore;

  beforeEach(async (context) => {
    store = await open(context);
    await store.check();
  });

  test('what was put is got back, byte for byte', async () => {
    const { key, bytes } = makePhoto();
    await store.put(key, bytes, { contentType: 'image/jpeg' });
    expect((await store.get(key)).equals(bytes)).toBe(true);
    expect(await store.stat(key)).toEqual({ size: bytes.length });
  });

  test('one byte and the largest photo are kept', async () => {
    for (const bytes of [Buffer.from([0]), randomBytes(LARGEST_PHOTO_BYTES)]) {
      const photo = makePhoto(bytes);
      await store.put(photo.key, bytes);
      expect((await store.get(photo.key)).equals(bytes)).toBe(true);
    }
  });

  test('an empty photo and one that is too large are refused', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(LARGEST_PHOTO_BYTES + 1)]) {
      const { key } = makePhoto(bytes);
      await expect(store.put(key, bytes)).rejects.toThrow(RangeError);
      expect(await store.stat(key)).toBeNull();
    }
  });

  test('putting the same photo again leaves one object', async () => {
    const { key, bytes } = makePhoto();
    await Promise.all([store.put(key, bytes), store.put(key, bytes), store.put(key, bytes)]);
    await store.put(key, bytes);
    const found = await all(store.list(key));
    expect(found).toEqual([{ key, size: bytes.length, lastModified: expect.any(Date) }]);
  });

  test('a photo that is not there is missing', async () => {
    const { key } = makePhoto();
    expect(await store.stat(key)).toBeNull();
    await expect(store.get(key)).rejects.toMatchObject({ code: 'photo_missing', retryable: false });
  });

  test('a removed photo is gone, and removing it again does nothing', async () => {
    const { key, bytes } = makePhoto();
    await store.put(key, bytes);
    await store.remove(key);
    expect(await store.stat(key)).toBeNull();
    await store.remove(key);
  });

  test('bytes that are not those of the key are told as corrupt', async () => {
    const { key } = makePhoto();
    await store.put(key, Buffer.from('other bytes'));
    await expect(store.get(key)).rejects.toMatchObject({ code: 'store_corrupt' });
  });

  test('the list has all photos with the prefix and no others', async () => {
    const cardId = randomUUID();
    const photos = Array.from({ length: 5 }, () => makePhoto(randomBytes(10), cardId));
    const other = makePhoto();
    await Promise.all([...photos, other].map(({ key, bytes }) => store.put(key, bytes)));

    const ofCard = (await all(store.list(`cards/${cardId}/`))).map(({ key }) => key);
    expect(ofCard.sort()).toEqual(photos.map(({ key }) => key).sort());
    const ofHalf = await all(store.list(`cards/${cardId.slice(0, 20)}`));
    expect(ofHalf).toHaveLength(5);
    const everything = (await all(store.list('cards/'))).map(({ key }) => key);
    expect(everything).toEqual(expect.arrayContaining([...ofCard, other.key]));
    expect(await all(store.list(`cards/${randomUUID()}/`))).toEqual([]);
  });

  test('a key that is not ours is refused by every call', async () => {
    const { key } = makePhoto();
    const foreign = [
      '',
      '../etc/passwd',
      'cards/../../x',
      `${key}\n`,
      `/${key}`,
      key.toUpperCase(),
    ];
    for (const wrong of foreign) {
      await expect(store.put(wrong, Buffer.from('x'))).rejects.toThrow(TypeError);
      await expect(store.get(wrong)).rejects.toThrow(TypeError);
      await expect(store.stat(wrong)).rejects.toThrow(TypeError);
      await expect(store.remove(wrong)).rejects.toThrow(TypeError);
    }
    for (const wrong of ['', '../', 'cards', 'cards/../', 'other/']) {
      await expect(all(store.list(wrong))).rejects.toThrow(TypeError);
    }
  });

  test('an aborted call rejects with the reason and stores nothing', async () => {
    const { key, bytes } = makePhoto();
    const reason = new Error('the job was ended');
    const signal = AbortSignal.abort(reason);
    await expect(store.put(key, bytes, { signal })).rejects.toBe(reason);
    await expect(store.get(key, { signal })).rejects.toBe(reason);
    await expect(store.stat(key, { signal })).rejects.toBe(reason);
    await expect(store.remove(key, { signal })).rejects.toBe(reason);
    await expect(store.check({ signal })).rejects.toBe(reason);
    await expect(all(store.list('cards/', { signal }))).rejects.toBe(reason);
    expect(await store.stat(key)).toBeNull();
  });

  test('checking twice is harmless', async () => {
    const { key, bytes } = makePhoto();
    await store.put(key, bytes);
    await Promise.all([store.check(), store.check()]);
    expect(await store.stat(key)).not.toBeNull();
  });
}
