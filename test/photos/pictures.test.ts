import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CardStatus } from '../../machines/card-life.ts';
import type { Database } from '../../src/database/database.ts';
import { drawPicture } from '../../src/images/draw-picture.ts';
import { createPhotoNormaliser } from '../../src/images/normalise-photo.ts';
import { knownPicture, rememberPictureFileId } from '../../src/photos/picture-rows.ts';
import { createPictures, type PictureDependencies } from '../../src/photos/pictures.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

const { signal } = new AbortController();

let testDatabase: TestDatabase;
let database: Database;
let store: PhotoStore;
let dir: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
  dir = await mkdtemp(join(tmpdir(), 'cardseal-pictures-'));
  store = createFilePhotoStore(dir);
  await store.check();
});
afterAll(async () => {
  await testDatabase.close();
  await rm(dir, { recursive: true, force: true });
});

function picturesWith(parts: Partial<PictureDependencies> = {}) {
  const log = pino({ level: 'silent' });
  return createPictures({ database, photos: store, draw: drawPicture, log, ...parts });
}

/** A card as it was before there were pictures: with photos in the store, and rows that name them. */
async function cardWith(
  slots: readonly ('original' | 'packaged')[],
  status: CardStatus = 'active',
): Promise<string> {
  const { id } = await insertCard(database, { status });
  for (const slot of slots) {
    const { bytes, sha256, size, width, height } = await createPhotoNormaliser()(
      await jpeg(slot === 'original' ? 'tomato' : 'teal', { width: 90, height: 120 }),
    );
    const key = photoKey(id, slot, sha256);
    await store.put(key, bytes);
    await rowsOf(
      database,
      `insert into photo (card_id, slot, key, sha256, size, width, height, file_id, file_bot_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, 42)`,
      [id, slot, key, sha256, size, width, height, `file of ${slot}`],
    );
  }
  return id;
}

describe('the picture of a card from before', () => {
  test('is drawn of both photos, stored under a key of its own, and named', async () => {
    const id = await cardWith(['original', 'packaged']);
    const made = await picturesWith().make(id);
    expect(made).toMatchObject({ shows: 'both', fileId: null });
    expect(made?.key).toMatch(new RegExp(`^cards/${id}/picture-[0-9a-f]{64}\\.jpg$`));
    expect(await knownPicture(database, id)).toEqual(made);
    const [row] = await rowsOf(database, 'select size from picture where card_id = ?', [id]);
    expect(await store.stat(made?.key ?? '')).toEqual({ size: row?.size });
  });

  test.each([
    'original',
    'packaged',
  ] as const)('is its only photo, the %s one, and no copy', async (slot) => {
    const id = await cardWith([slot], 'suspended');
    const [photo] = await rowsOf(database, 'select key from photo where card_id = ?', [id]);
    const made = { shows: slot, key: photo?.key, fileId: `file of ${slot}`, fileBotId: 42 };
    expect(await picturesWith().make(id)).toEqual(made);
    expect(await knownPicture(database, id)).toEqual(made);
  });

  test('is none where there are no photos, or no card', async () => {
    expect(await picturesWith().make(await cardWith([]))).toBeNull();
    expect(await picturesWith().make(randomUUID())).toBeNull();
  });

  test('is the only photo of a draft, and not named: its photos are not settled', async () => {
    const id = await cardWith(['original'], 'draft');
    expect(await picturesWith().make(id)).toMatchObject({ shows: 'original' });
    expect(await knownPicture(database, id)).toBeNull();
  });

  test('is drawn once for many who need it, and the same by several processes at once', async () => {
    const id = await cardWith(['original', 'packaged']);
    let drawn = 0;
    const draw: typeof drawPicture = (one, other) => {
      drawn += 1;
      return drawPicture(one, other);
    };
    const processes = [picturesWith({ draw }), picturesWith({ draw })];
    const made = await Promise.all(
      processes.flatMap((pictures) => Array.from({ length: 10 }, () => pictures.make(id))),
    );
    expect(new Set(made.map((each) => each?.key)).size).toBe(1);
    expect(drawn).toBeLessThanOrEqual(2);
    expect(await rowsOf(database, 'select from picture where card_id = ?', [id])).toHaveLength(1);
  });

  test('draws one after the other, so that few photos are in memory', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => cardWith(['original', 'packaged'])));
    let [atWork, most] = [0, 0];
    const draw: typeof drawPicture = async (one, other) => {
      atWork += 1;
      most = Math.max(most, atWork);
      const bytes = await drawPicture(one, other);
      atWork -= 1;
      return bytes;
    };
    const pictures = picturesWith({ draw });
    await Promise.all(ids.map((id) => pictures.make(id)));
    expect(most).toBe(1);
  });

  test('keeps its key and takes a new id of Telegram', async () => {
    const id = await cardWith(['original', 'packaged']);
    const made = await picturesWith().make(id);
    const file = { fileId: 'new', botId: 2 ** 40 };
    await rememberPictureFileId(database, { cardId: id, key: 'another key' }, file);
    expect(await knownPicture(database, id)).toEqual(made);
    await rememberPictureFileId(database, { cardId: id, key: made?.key ?? '' }, file);
    expect(await knownPicture(database, id)).toEqual({
      ...made,
      fileId: 'new',
      fileBotId: 2 ** 40,
    });
  });
});

/** A store that fails as one does that is away. */
function away(calls: string[] = []): PhotoStore {
  const fail = async (): Promise<never> => {
    calls.push('called');
    throw new StorageError('store_unavailable', 'away');
  };
  return { ...store, get: fail, put: fail, stat: fail };
}

describe('while the store is away', () => {
  test('there is no picture, those after are not kept waiting, and nothing is named', async () => {
    const [one, other] = [
      await cardWith(['original', 'packaged']),
      await cardWith(['original', 'packaged']),
    ];
    const calls: string[] = [];
    const pictures = picturesWith({ photos: away(calls) });
    expect(await pictures.make(one)).toBeNull();
    const asked = calls.length;
    expect(await pictures.make(other)).toBeNull();
    expect(calls).toHaveLength(asked);
    expect(await knownPicture(database, one)).toBeNull();
    expect(await picturesWith().make(one)).toMatchObject({ shows: 'both' });
  });

  test('a wizard goes on without one', async () => {
    const id = await cardWith(['original']);
    const packagedKey = photoKey(id, 'packaged', 'a'.repeat(64));
    const pictures = picturesWith({ photos: away() });
    expect(await pictures.drawFor({ cardId: id, packagedKey }, signal)).toBeNull();
  });

  test('but a wizard that was cut off hears of that', async () => {
    const id = await cardWith(['original']);
    const packagedKey = photoKey(id, 'packaged', 'a'.repeat(64));
    const drawing = picturesWith().drawFor({ cardId: id, packagedKey }, AbortSignal.abort('stop'));
    await expect(drawing).rejects.toBe('stop');
  });

  test('one card whose photo is broken does not keep others from theirs', async () => {
    const [broken, whole] = [
      await cardWith(['original', 'packaged']),
      await cardWith(['original', 'packaged']),
    ];
    const [row] = await rowsOf(
      database,
      "select key from photo where card_id = ? and slot = 'original'",
      [broken],
    );
    await store.remove(String(row?.key));
    const pictures = picturesWith();
    expect(await pictures.make(broken)).toBeNull();
    expect(await pictures.make(whole)).toMatchObject({ shows: 'both' });
  });
});

describe('a picture that the store has lost', () => {
  test('is drawn anew and stored again', async () => {
    const id = await cardWith(['original', 'packaged']);
    const pictures = picturesWith();
    const made = await pictures.make(id);
    if (made === null) throw new Error('there is no picture');
    const before = await store.get(made.key);
    await store.remove(made.key);
    expect(await pictures.bytesOf(id, made, signal)).toEqual(before);
    expect(await store.get(made.key)).toEqual(before);
  });

  test('is only shown where it comes out otherwise: no other key is ever named', async () => {
    const id = await cardWith(['original', 'packaged']);
    const made = await picturesWith().make(id);
    if (made === null) throw new Error('there is no picture');
    await store.remove(made.key);
    const otherwise = await jpeg('gold');
    const pictures = picturesWith({ draw: async () => otherwise });
    expect(await pictures.bytesOf(id, made, signal)).toEqual(otherwise);
    expect(await store.stat(made.key)).toBeNull();
    const objects = [];
    for await (const { key } of store.list(`cards/${id}/picture-`)) objects.push(key);
    expect(objects).toEqual([]);
    expect(await knownPicture(database, id)).toEqual(made);
  });

  test('is not drawn while the store is merely away', async () => {
    const id = await cardWith(['original', 'packaged']);
    const made = await picturesWith().make(id);
    if (made === null) throw new Error('there is no picture');
    const reading = picturesWith({ photos: away() }).bytesOf(id, made, signal);
    await expect(reading).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
