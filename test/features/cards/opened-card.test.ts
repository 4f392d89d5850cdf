import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openedCardSlice } from '../../../machines/parts/opened-card/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { changeCard, loadCard } from '../../../src/features/cards/opened-card.ts';
import { verify } from '../../../src/features/verification/verify.ts';
import { insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = testDatabase.database;
});
afterAll(() => testDatabase.close());

function addPhoto(cardId: string, slot: 'original' | 'packaged') {
  return rowsOf(
    database,
    `insert into photo (card_id, slot, key, sha256, size, width, height)
     values (?, ?, ?, '', 1, 1, 1)`,
    [cardId, slot, `cards/${cardId}/${slot}`],
  );
}

function changed(wanted: Parameters<typeof changeCard>[1]): ReturnType<typeof changeCard> {
  return database.fork().transactional((em) => changeCard(em, wanted));
}

describe('opening a card', () => {
  test('reads all that its view shows, fit for the session’s context', async () => {
    const registeredAt = new Date('2026-11-22T10:20:30.123Z');
    const { id, code } = await insertCard(database, { name: 'D', description: 'x', registeredAt });
    await addPhoto(id, 'original');
    const view = await loadCard(database.fork(), id);
    expect(view).toEqual({
      id,
      code,
      name: 'D',
      description: 'x',
      status: 'active',
      checks: 0,
      registeredAt: '2026-11-22T10:20:30.123Z',
      photos: 1,
    });
    const slice = { part: 'openedCard', cardId: id, card: view, change: null };
    expect(openedCardSlice.parse(slice)).toEqual(slice);
    await addPhoto(id, 'packaged');
    expect(await loadCard(database.fork(), id)).toMatchObject({ photos: 2 });
  });

  test('that is gone answers null', async () => {
    expect(await loadCard(database.fork(), randomUUID())).toBeNull();
  });
});

describe('switching a card', () => {
  test('off and on again answers the card as it is then', async () => {
    const { id } = await insertCard(database);
    const off = await changed({ cardId: id, change: 'deactivate' });
    expect(off).toMatchObject({ type: 'changed', card: { id, status: 'deactivated' } });
    const on = await changed({ cardId: id, change: 'activate' });
    expect(on).toMatchObject({ type: 'changed', card: { status: 'active' } });
  });

  test.each([
    'active',
    'deactivated',
    'draft',
  ] as const)('that is %s to what it is not switched to from there says so and leaves it', async (status) => {
    const { id } = await insertCard(database, { status });
    const change = status === 'deactivated' ? 'deactivate' : 'activate';
    const again = changed({ cardId: id, change });
    await expect(again).rejects.toMatchObject({ code: 'card_changed' });
    expect(await loadCard(database.fork(), id)).toMatchObject({ status });
  });

  test.each(['activate', 'deactivate'] as const)('that is gone says so: %s', async (change) => {
    expect(await changed({ cardId: randomUUID(), change })).toEqual({ type: 'gone' });
  });
});

describe('discarding a draft', () => {
  test('removes it with its photos and checks, and again is as good as once', async () => {
    const { id, code } = await insertCard(database, { status: 'draft' });
    await addPhoto(id, 'original');
    const person = { id: 7, firstName: 'V', lastName: null, username: null, languageCode: null };
    await verify(database, { id: { botId: 1, updateId: 1 }, person, code, payload: {} });
    const discard = () => changed({ cardId: id, change: 'discard' });
    expect(await discard()).toEqual({ type: 'discarded' });
    expect(await discard()).toEqual({ type: 'discarded' });
    for (const table of ['card', 'photo', 'verification']) {
      const column = table === 'card' ? 'id' : 'card_id';
      expect(await rowsOf(database, `select 1 from ${table} where ${column} = ?`, [id])).toEqual(
        [],
      );
    }
  });

  test.each(['active', 'deactivated'] as const)('keeps a card that is %s', async (status) => {
    const { id } = await insertCard(database, { status });
    expect(await changed({ cardId: id, change: 'discard' })).toEqual({ type: 'not_a_draft' });
    expect(await loadCard(database.fork(), id)).not.toBeNull();
  });
});
