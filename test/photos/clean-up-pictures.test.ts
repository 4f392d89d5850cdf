import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawPicture } from '../../src/images/draw-picture.ts';
import { cleanUpPhotos } from '../../src/photos/clean-up-photos.ts';
import { createPictures } from '../../src/photos/pictures.ts';
import { photoKey } from '../../src/storage/photo-key.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { jpeg } from '../support/data/pictures.ts';
import {
  addCard,
  createSessionStage,
  photo,
  type SessionStage,
  text,
} from '../support/session/session-stage.ts';

const SKIP = { type: 'SKIP' } as const;

let stage: SessionStage;

beforeAll(async () => {
  stage = await createSessionStage();
  for (const colour of ['tomato', 'teal']) {
    stage.files.held.set(colour, await jpeg(colour, { width: 80, height: 112 }));
  }
});
afterAll(() => stage.close());

const cleanUp = () => cleanUpPhotos({ database: stage.database, photos: stage.photos }, 0);

/** A picture that no row names. */
async function unnamed(cardId: string): Promise<string> {
  const bytes = randomBytes(100);
  const key = photoKey(cardId, 'picture', createHash('sha256').update(bytes).digest('hex'));
  await stage.photos.put(key, bytes);
  return key;
}

async function finishedCard(): Promise<string> {
  const card = addCard();
  const steps = [photo('tomato'), text('Dragon'), SKIP, photo('teal')];
  await stage.go(stage.newAdmin(), card, ...steps);
  return card.cardId;
}

async function pictureKeyOf(cardId: string): Promise<string> {
  const [row] = await stage.rows<{ key: string }>('select key from picture where card_id = ?', [
    cardId,
  ]);
  return row?.key ?? '';
}

test('the picture is named by the operation that makes the card active, and stays', async () => {
  const cardId = await finishedCard();
  const key = await pictureKeyOf(cardId);
  expect(key).toContain(`cards/${cardId}/picture-`);
  await cleanUp();
  expect(await stage.photos.stat(key)).not.toBeNull();
});

test('a card without a packaged photo has its only one for a picture', async () => {
  const card = addCard();
  await stage.go(stage.newAdmin(), card, photo('tomato'), text('Dragon'), SKIP, SKIP);
  expect(await pictureKeyOf(card.cardId)).toContain('/original-');
  await cleanUp();
  expect(await stage.photos.stat(await pictureKeyOf(card.cardId))).not.toBeNull();
});

test('other pictures of a card that has one go, and those of a card that is gone', async () => {
  const cardId = await finishedCard();
  const others = [await unnamed(cardId), await unnamed(randomUUID())];
  expect(await cleanUp()).toBe(2);
  for (const key of others) expect(await stage.photos.stat(key)).toBeNull();
});

test('a picture whose operation came to nothing waits with its draft', async () => {
  const card = addCard();
  const admin = stage.newAdmin();
  await stage.go(admin, card, photo('tomato'), text('Dragon'), SKIP);
  const key = await unnamed(card.cardId);
  await cleanUp();
  expect(await stage.photos.stat(key)).not.toBeNull();
  await stage.go(admin, SKIP);
  await cleanUp();
  expect(await stage.photos.stat(key)).toBeNull();
});

test('a picture that is made for a card from before is spared, however long a removal takes', async () => {
  const cardId = await finishedCard();
  const key = await pictureKeyOf(cardId);
  await stage.rows('delete from picture where card_id = ?', [cardId]);
  const [orphan, { database, photos, session }] = [await unnamed(randomUUID()), stage];
  const pictures = createPictures({ database, photos, draw: drawPicture, log: session.log });
  let made: Promise<unknown> | undefined;
  const holding = {
    ...photos,
    /** After the look, before the first removal. */
    async remove(removed: string) {
      made ??= pictures.make(cardId);
      await made;
      await photos.remove(removed);
    },
  };
  await cleanUpPhotos({ database, photos: holding }, 0);
  expect(await photos.stat(orphan)).toBeNull();
  expect(await pictureKeyOf(cardId)).toBe(key);
  expect(await photos.stat(key)).not.toBeNull();
});

test('a store that gives nothing when the picture is drawn does not keep the card from being finished', async () => {
  const card = addCard();
  const admin = stage.newAdmin();
  await stage.go(admin, card, photo('tomato'), text('Dragon'), SKIP);
  const { get } = stage.photos;
  stage.photos.get = () => Promise.reject(new StorageError('store_unavailable', 'away'));
  await stage.go(admin, photo('teal'));
  stage.photos.get = get;
  const [row] = await stage.rows('select status from card where id = ?', [card.cardId]);
  expect(row).toEqual({ status: 'active' });
  expect(await pictureKeyOf(card.cardId)).toBe('');
});
