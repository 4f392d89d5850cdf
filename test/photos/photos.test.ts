import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { photosOf, rememberFileId } from '../../src/photos/photos.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

async function cardWithPhotos(): Promise<string> {
  const { id } = await insertCard(database);
  for (const slot of ['packaged', 'original']) {
    await rowsOf(
      database,
      `insert into photo (card_id, slot, key, sha256, size, width, height, file_id, file_bot_id)
       values (?, ?, ?, '', 1, 1, 1, 'old', 42)`,
      [id, slot, `${slot} of ${id}`],
    );
  }
  return id;
}

test('a card’s photos are the original one first', async () => {
  const id = await cardWithPhotos();
  expect(await photosOf(database, id)).toEqual([
    { slot: 'original', key: `original of ${id}`, fileId: 'old', fileBotId: 42 },
    { slot: 'packaged', key: `packaged of ${id}`, fileId: 'old', fileBotId: 42 },
  ]);
  expect(await photosOf(database, randomUUID())).toEqual([]);
});

test('a photo remembers by which id which bot can show it', async () => {
  const cardId = await cardWithPhotos();
  const photo = { cardId, slot: 'packaged', key: `packaged of ${cardId}` } as const;
  await rememberFileId(database, photo, { fileId: 'new', botId: 2 ** 40 });
  expect(await photosOf(database, cardId)).toMatchObject([
    { fileId: 'old', fileBotId: 42 },
    { fileId: 'new', fileBotId: 2 ** 40 },
  ]);
});

test('an id of a photo that was replaced meanwhile is not given to the new one', async () => {
  const cardId = await cardWithPhotos();
  const replaced = { cardId, slot: 'packaged', key: 'the photo before' } as const;
  await rememberFileId(database, replaced, { fileId: 'wrong', botId: 42 });
  expect(await photosOf(database, cardId)).toMatchObject([{ fileId: 'old' }, { fileId: 'old' }]);
});
