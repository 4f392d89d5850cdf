import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import {
  type CheckOptions,
  checkPhotos,
  type PhotoFinding,
} from '../../src/photos/check-photos.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { insertCard } from '../support/data/cards.ts';
import {
  namePhoto,
  type StoredPhoto,
  storeNamedPhotos,
  storePhotos,
} from '../support/data/stored-photos.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

let folder: string;
let store: PhotoStore;
let database: Database;
let photos: StoredPhoto[];

beforeEach(async () => {
  folder = await temporaryFolder();
  store = createFilePhotoStore(folder);
  ({ database } = await useTestDatabase());
  photos = await storeNamedPhotos(database, store, 6);
});

async function check(options: Partial<CheckOptions> = {}, photoStore = store) {
  const findings: PhotoFinding[] = [];
  const counts = await checkPhotos(
    { database, photos: photoStore },
    {
      checksums: false,
      atATime: 4,
      signal: new AbortController().signal,
      onProgress: () => {},
      onFinding: (finding) => findings.push(finding),
      ...options,
    },
  );
  return { counts, findings };
}

const CLEAN = { rows: 6, objects: 6, missing: 0, wrong: 0, unnamed: 0 };

test('finds nothing where rows and objects agree', async () => {
  expect(await check()).toEqual({ counts: CLEAN, findings: [] });
  expect(await check({ checksums: true })).toEqual({ counts: CLEAN, findings: [] });
});

test('finds rows without objects, and objects without rows', async () => {
  const [lost] = photos;
  await store.remove(lost?.key ?? '');
  const [orphan] = await storePhotos(store, 1);
  const { counts, findings } = await check();
  expect(counts).toEqual({ ...CLEAN, missing: 1, unnamed: 1 });
  expect(findings).toEqual(
    expect.arrayContaining([
      {
        kind: 'missing',
        key: lost?.key,
        detail: `the original photo of the card ${lost?.cardId}`,
      },
      { kind: 'unnamed', key: orphan?.key, detail: '1000 bytes' },
    ]),
  );
});

test('finds an object of another size, and by its checksum one of other bytes', async () => {
  const [short, other] = photos;
  await writeFile(join(folder, short?.key ?? ''), 'short');
  await writeFile(join(folder, other?.key ?? ''), Buffer.alloc(1000));
  const bySize = { kind: 'wrong', key: short?.key, detail: '5 bytes where 1000 are right' };
  expect((await check()).findings).toEqual([bySize]);
  const { counts, findings } = await check({ checksums: true });
  expect(counts).toMatchObject({ wrong: 2, missing: 0 });
  expect(findings).toContainEqual({
    kind: 'wrong',
    key: other?.key,
    detail: 'its bytes are not the photo',
  });
});

test('finds a row whose SHA-256 is not that of its key', async () => {
  await database
    .fork()
    .execute('update photo set sha256 = ? where key = ?', ['0'.repeat(64), photos[0]?.key]);
  expect((await check()).findings).toEqual([
    { kind: 'wrong', key: photos[0]?.key, detail: 'its row has another SHA-256 than its key' },
  ]);
});

test('does not miss the photo of a card that is added after the objects were listed', async () => {
  const adding: PhotoStore = {
    ...store,
    async *list(prefix, options) {
      yield* store.list(prefix, options);
      await storeNamedPhotos(database, store, 1);
    },
  };
  expect(await check({}, adding)).toEqual({ counts: { ...CLEAN, rows: 7 }, findings: [] });
});

test('does not miss the photo of a draft that is discarded meanwhile', async () => {
  const [discarded] = photos;
  await store.remove(discarded?.key ?? '');
  const discarding: PhotoStore = {
    ...store,
    async stat(key, options) {
      await database.fork().execute('delete from card where id = ?', [discarded?.cardId]);
      return store.stat(key, options);
    },
  };
  expect((await check({}, discarding)).findings).toEqual([]);
});

test('does not call a photo unnamed that is named meanwhile', async () => {
  const { id: cardId } = await insertCard(database);
  const [stored] = await storePhotos(store, 1, 1000, cardId);
  if (stored === undefined) expect.unreachable();
  const real = database;
  database = {
    ...real,
    async run(statement, values) {
      if (statement.name === 'photos_named') await namePhoto(real, stored);
      return real.run(statement, values);
    },
  };
  expect((await check()).findings).toEqual([]);
});

test('goes on over more rows than one page holds, and over an empty database', async () => {
  await database.fork().execute(
    `with made as (
       insert into card (id, code, name, description, status, registered_by)
       select gen_random_uuid(), 'made ' || n, 'x', '', 'active', 1 from generate_series(1, 2500) n
       returning id)
     insert into photo (card_id, slot, key, sha256, size, width, height)
     select id, 'packaged', 'cards/' || id || '/packaged-' || repeat('a', 64) || '.jpg',
            repeat('a', 64), 1, 1, 1 from made`,
  );
  const { counts } = await check();
  expect(counts).toEqual({ ...CLEAN, rows: 2506, missing: 2500 });
  await database.fork().execute('delete from card');
  await rm(folder, { recursive: true });
  expect((await check()).counts).toEqual({ ...CLEAN, rows: 0, objects: 0 });
});

test('ends at once when it is stopped', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(check({ signal: stopped })).rejects.toThrow('stopped');
});

test('looks at the pictures as at the photos, and knows those that are a photo of the card', async () => {
  const [whole, single] = photos;
  if (whole === undefined || single === undefined) throw new Error('there are too few photos');
  const bytes = Buffer.from('a picture');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = photoKey(whole.cardId, 'picture', sha256);
  await store.put(key, bytes);
  expect((await check()).findings).toEqual([{ kind: 'unnamed', key, detail: '9 bytes' }]);

  const insert = 'insert into picture (card_id, shows, key, size) values (?, ?, ?, ?)';
  const em = database.fork();
  await em.execute(insert, [whole.cardId, 'both', key, bytes.length]);
  await em.execute(insert, [single.cardId, 'original', single.key, single.bytes.length]);
  const counts = { ...CLEAN, rows: 7, objects: 7 };
  expect(await check({ checksums: true })).toEqual({ counts, findings: [] });

  await store.remove(key);
  expect((await check()).findings).toEqual([
    { kind: 'missing', key, detail: `the picture of the card ${whole.cardId}` },
  ]);
});
