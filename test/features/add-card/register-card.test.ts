import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredPhoto } from '../../../machines/session/nouns.ts';
import { createCode, parseCode } from '../../../src/codes/verification-code.ts';
import type { Database } from '../../../src/database/database.ts';
import { isPassingDatabaseError } from '../../../src/database/database-errors.ts';
import {
  activateCard,
  type NewCard,
  registerCard,
} from '../../../src/features/add-card/register-card.ts';
import { photosOf } from '../../../src/photos/photos.ts';
import { photoKey } from '../../../src/storage/photo-key.ts';
import { cleanLine, cleanText } from '../../../src/text/clean-text.ts';
import { insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

const BY = { adminId: 5, botId: 42 };

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

function storedPhoto(cardId: string, slot: 'original' | 'packaged' = 'original'): StoredPhoto {
  const sha256 = createHash('sha256').update(`${cardId} ${slot}`).digest('hex');
  const key = photoKey(cardId, slot, sha256);
  return { key, sha256, size: 1000, width: 400, height: 560, fileId: `${slot} of ${cardId}` };
}

function newCard(change: Partial<NewCard> = {}): NewCard {
  const cardId = randomUUID();
  return {
    cardId,
    code: createCode(),
    name: 'Dragon',
    description: 'First edition',
    original: storedPhoto(cardId),
    ...change,
  };
}

function register(card: NewCard) {
  return database.fork().transactional((em) => registerCard(em, card, BY));
}

function activate(cardId: string, packaged: StoredPhoto | null, operation = '5:100') {
  const activation = { cardId, packaged, operation };
  return database.fork().transactional((em) => activateCard(em, activation, BY));
}

function cardRow(id: string) {
  return rowsOf(database, 'select * from card where id = ?', [id]);
}

describe('registering a card', () => {
  test('keeps it as a draft with its photo, under the code that was asked for', async () => {
    const card = newCard();
    expect(await register(card)).toEqual({ code: card.code });
    expect(await cardRow(card.cardId)).toMatchObject([
      {
        code: card.code,
        name: 'Dragon',
        description: 'First edition',
        status: 'draft',
        checks: 0,
        registered_by: '5',
      },
    ]);
    expect(await photosOf(database, card.cardId)).toEqual([
      { slot: 'original', key: card.original.key, fileId: card.original.fileId, fileBotId: 42 },
    ]);
  });

  test('again, or ten times at once, leaves one card and answers its code', async () => {
    const card = newCard();
    const codes = await Promise.all(Array.from({ length: 10 }, () => register(card)));
    expect(new Set(codes.map(({ code }) => code))).toEqual(new Set([card.code]));
    expect(await register({ ...card, code: createCode() })).toEqual({ code: card.code });
    expect(await cardRow(card.cardId)).toMatchObject([{ name: 'Dragon', code: card.code }]);
  });

  test.each<[string, Partial<NewCard>]>([
    ['name', { name: 'Other' }],
    ['description', { description: 'Other' }],
    ['photo', { original: storedPhoto(randomUUID()) }],
  ])('again with another %s changes nothing and says so', async (_, change) => {
    const card = newCard();
    await register(card);
    await expect(register({ ...card, ...change })).rejects.toMatchObject({ code: 'card_changed' });
    expect(await cardRow(card.cardId)).toMatchObject([{ name: 'Dragon' }]);
    expect(await photosOf(database, card.cardId)).toMatchObject([{ key: card.original.key }]);
  });

  test.each([
    ['another admin registered', 'registered_by = 6'],
    ['was finished meanwhile', "status = 'active'"],
  ])('that %s says so', async (_, change) => {
    const card = newCard();
    await register(card);
    await rowsOf(database, `update card set ${change} where id = ?`, [card.cardId]);
    await expect(register(card)).rejects.toMatchObject({ code: 'card_changed' });
  });

  test('under a code that another card has gives it a new one', async () => {
    const taken = await insertCard(database);
    const card = newCard({ code: taken.code });
    const { code } = await register(card);
    expect(code).not.toBe(taken.code);
    expect(parseCode(code)).toEqual({ type: 'code', code });
    expect(await cardRow(card.cardId)).toMatchObject([{ code }]);
  });

  test('of two cards with one code at the same moment gives each its own', async () => {
    const code = createCode();
    const cards = Array.from({ length: 5 }, () => newCard({ code }));
    const registered = await Promise.all(cards.map(register));
    expect(new Set(registered.map((card) => card.code)).size).toBe(5);
  });

  test.each([
    ['markup', `</b><script>alert(1)</script> & "quotes" 'and' \\ %s $1 ?`],
    ['SQL', "'); drop table card; --"],
    ['emoji and combining marks', '👨‍👩‍👧‍👦🏴‍☠️ é Z̃ نام ‏עברית'],
    ['four thousand characters', '𝕏'.repeat(2000)],
    ['JSON and prototypes', '{"__proto__":{"constructor":1}}'],
  ])('keeps %s as it is written', async (_, written) => {
    const card = newCard({ name: written, description: written });
    await register(card);
    expect(await cardRow(card.cardId)).toMatchObject([{ name: written, description: written }]);
  });

  test('takes whatever the texts are cleaned to', async () => {
    const raw = 'a\u0000b\ud800c\u202ed\r\n\r\n\r\n\r\ne';
    const card = newCard({ name: cleanLine(raw), description: cleanText(raw) });
    await register(card);
    expect(await cardRow(card.cardId)).toMatchObject([
      { name: cleanLine(raw), description: cleanText(raw) },
    ]);
  });

  test('with a text that the database cannot hold fails for good instead of being tried for ever', async () => {
    const failing = register(newCard({ name: 'a\u0000b' }));
    await expect(failing).rejects.toSatisfy((error) => !isPassingDatabaseError(error));
  });

  test('that is rolled back leaves nothing', async () => {
    const card = newCard();
    const failing = database.fork().transactional(async (em) => {
      await registerCard(em, card, BY);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await cardRow(card.cardId)).toEqual([]);
    expect(await photosOf(database, card.cardId)).toEqual([]);
  });
});

describe('activating a card', () => {
  test('makes the draft active with its packaged photo', async () => {
    const card = newCard();
    await register(card);
    const packaged = storedPhoto(card.cardId, 'packaged');
    await activate(card.cardId, packaged);
    expect(await cardRow(card.cardId)).toMatchObject([{ status: 'active' }]);
    expect(await photosOf(database, card.cardId)).toMatchObject([
      { slot: 'original' },
      { slot: 'packaged', key: packaged.key },
    ]);
  });

  test('is in the history of the card once, after that it was registered', async () => {
    const card = newCard();
    for (let time = 0; time < 2; time++) await register(card);
    for (let time = 0; time < 2; time++) await activate(card.cardId, null);
    const history = await rowsOf(
      database,
      `select admin_id::int as by, change, status_before as before, status_after as after
       from card_history where card_id = ? order by id`,
      [card.cardId],
    );
    expect(history).toEqual([
      { by: BY.adminId, change: 'registered', before: null, after: null },
      { by: BY.adminId, change: 'status', before: 'draft', after: 'active' },
    ]);
  });

  test('by the same operation again, also with what it stored anew, changes nothing', async () => {
    const card = newCard();
    await register(card);
    const packaged = storedPhoto(card.cardId, 'packaged');
    await activate(card.cardId, packaged);
    await activate(card.cardId, packaged);
    await activate(card.cardId, null);
    expect(await photosOf(database, card.cardId)).toMatchObject([
      { slot: 'original' },
      { slot: 'packaged', key: packaged.key },
    ]);
  });

  test.each([
    null,
    '-000',
  ])('by another operation says so and keeps the photo, whatever comes with it: %s', async (end) => {
    const card = newCard();
    await register(card);
    const packaged = storedPhoto(card.cardId, 'packaged');
    await activate(card.cardId, packaged);
    const other = end && { ...packaged, key: packaged.key.replace(/-\w{3}/, end) };
    const again = activate(card.cardId, other || null, '6:101');
    await expect(again).rejects.toMatchObject({ code: 'card_changed' });
    expect((await photosOf(database, card.cardId))[1]).toMatchObject({ key: packaged.key });
  });

  test('by the same operation once the card was switched off says so', async () => {
    const card = newCard();
    await register(card);
    await activate(card.cardId, null);
    await rowsOf(database, "update card set status = 'suspended' where id = ?", [card.cardId]);
    await expect(activate(card.cardId, null)).rejects.toMatchObject({ code: 'card_changed' });
  });

  test('without a packaged photo keeps the original one alone', async () => {
    const card = newCard();
    await register(card);
    await activate(card.cardId, null);
    expect(await photosOf(database, card.cardId)).toHaveLength(1);
    expect(await cardRow(card.cardId)).toMatchObject([{ status: 'active' }]);
  });

  test('does not make a card active that is under review', async () => {
    const { id } = await insertCard(database, { status: 'suspended' });
    const packaged = storedPhoto(id, 'packaged');
    await expect(activate(id, packaged)).rejects.toMatchObject({ code: 'card_changed' });
    expect(await cardRow(id)).toMatchObject([{ status: 'suspended' }]);
    expect(await photosOf(database, id)).toEqual([]);
  });

  test('that was discarded meanwhile says so and keeps no photo', async () => {
    const cardId = randomUUID();
    const activating = activate(cardId, storedPhoto(cardId, 'packaged'));
    await expect(activating).rejects.toMatchObject({ code: 'card_gone' });
    expect(await photosOf(database, cardId)).toEqual([]);
  });
});
