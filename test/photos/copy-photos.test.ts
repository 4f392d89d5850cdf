import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type CopyOptions, copyPhotos } from '../../src/photos/copy-photos.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { all } from '../storage/photo-store.contract.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { type StoredPhoto, storePhotos } from '../support/data/stored-photos.ts';

let folder: string;
let from: PhotoStore;
let to: PhotoStore;
let photos: StoredPhoto[];
let calls: string[];
let broken: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  calls = [];
  broken = [];
  from = createFilePhotoStore(join(folder, 'from'));
  to = createFilePhotoStore(join(folder, 'to'));
  photos = await storePhotos(from, 20);
});

/** The store, with each reading and writing of a photo noted. */
function noting(store: PhotoStore, name: string): PhotoStore {
  return {
    ...store,
    get: (key, options) => {
      calls.push(`${name} get`);
      return store.get(key, options);
    },
    put: (key, bytes, options) => {
      calls.push(`${name} put`);
      return store.put(key, bytes, options);
    },
  };
}

function copy(options: Partial<CopyOptions> = {}, [source, target] = [from, to]) {
  return copyPhotos(source, target, {
    atATime: 4,
    checksums: false,
    signal: new AbortController().signal,
    onProgress: () => {},
    onBroken: (key) => broken.push(key),
    ...options,
  });
}

const NONE = { copied: 0, present: 0, gone: 0, broken: 0 };

test('copies all photos, byte for byte, and leaves the source as it is', async () => {
  expect(await copy()).toEqual({ ...NONE, copied: 20 });
  for (const { key, bytes } of photos) expect((await to.get(key)).equals(bytes)).toBe(true);
  expect(await all(from.list('cards/'))).toHaveLength(20);
});

test('reads and writes nothing that is there already', async () => {
  await copy();
  expect(await copy({}, [noting(from, 'from'), noting(to, 'to')])).toEqual({
    ...NONE,
    present: 20,
  });
  expect(calls).toEqual([]);
});

test('goes on where it was ended', async () => {
  const stop = new AbortController();
  const onProgress: CopyOptions['onProgress'] = ({ copied }) => {
    if (copied === 7) stop.abort(new Error('stopped'));
  };
  await expect(copy({ signal: stop.signal, onProgress })).rejects.toThrow('stopped');
  const present = (await all(to.list('cards/'))).length;
  expect(present).toBeGreaterThanOrEqual(7);
  expect(present).toBeLessThan(20);
  const source = noting(from, 'from');
  expect(await copy({}, [source, to])).toEqual({ ...NONE, present, copied: 20 - present });
  expect(calls).toHaveLength(20 - present);
});

test('holds no more photos at once than it is told', async () => {
  let held = 0;
  let most = 0;
  const source: PhotoStore = {
    ...from,
    async get(key, options) {
      held += 1;
      most = Math.max(most, held);
      return from.get(key, options);
    },
  };
  const target: PhotoStore = {
    ...to,
    async put(key, bytes, options) {
      await to.put(key, bytes, options);
      held -= 1;
    },
  };
  await copy({ atATime: 3 }, [source, target]);
  expect(most).toBeLessThanOrEqual(3);
});

test('tells how far it is, from none to all', async () => {
  const told: string[] = [];
  await copy({ onProgress: ({ copied }, total) => told.push(`${copied}/${total}`) });
  expect(told[0]).toBe('0/20');
  expect(told.at(-1)).toBe('20/20');
});

test('tells of a source that holds other bytes, copies the others, and does not copy that', async () => {
  const [bad] = photos;
  await writeFile(join(folder, 'from', bad?.key ?? ''), 'other bytes');
  expect(await copy()).toEqual({ ...NONE, copied: 19, broken: 1 });
  expect(broken).toEqual([bad?.key]);
  expect(await to.stat(bad?.key ?? '')).toBeNull();
});

test('does not believe a put: what arrives as other bytes is told and taken away again', async () => {
  const [bad] = photos;
  const target: PhotoStore = {
    ...to,
    async put(key, bytes, options) {
      await to.put(key, key === bad?.key ? Buffer.alloc(bytes.length) : bytes, options);
    },
  };
  expect(await copy({}, [from, target])).toEqual({ ...NONE, copied: 19, broken: 1 });
  expect(broken).toEqual([bad?.key]);
  expect(await to.stat(bad?.key ?? '')).toBeNull();
  expect(await copy()).toEqual({ ...NONE, copied: 1, present: 19 });
});

test('copies anew what is there with another size, and with checksums what is there with other bytes', async () => {
  await copy();
  const [short, other] = photos.map(({ key }) => join(folder, 'to', key));
  await writeFile(short ?? '', 'short');
  await writeFile(other ?? '', Buffer.alloc(1000));
  expect(await copy()).toEqual({ ...NONE, copied: 1, present: 19 });
  expect(await copy({ checksums: true })).toEqual({ ...NONE, copied: 1, present: 19 });
  for (const { key, bytes } of photos) expect((await to.get(key)).equals(bytes)).toBe(true);
});

test('passes over what the clean-up removes meanwhile', async () => {
  const [gone] = photos;
  const source: PhotoStore = {
    ...from,
    async get(key, options) {
      if (key === gone?.key) await from.remove(key);
      return from.get(key, options);
    },
  };
  expect(await copy({}, [source, to])).toEqual({ ...NONE, copied: 19, gone: 1 });
});

test('ends when a store is away', async () => {
  const away = new StorageError('store_unavailable', 'the store is away');
  const target: PhotoStore = { ...to, put: () => Promise.reject(away) };
  await expect(copy({}, [from, target])).rejects.toBe(away);
});
