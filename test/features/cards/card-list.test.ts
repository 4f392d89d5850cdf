import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type CardPage, cardsSlice } from '../../../machines/parts/cards/slice.ts';
import type { Database } from '../../../src/database/database.ts';
import { CARDS_PER_PAGE, listCards } from '../../../src/features/cards/card-list.ts';
import { insertCard, rowsOf } from '../../support/data/cards.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/test-database.ts';

let testDatabase: TestDatabase | undefined;
let database: Database;

beforeEach(async () => {
  testDatabase ??= await createTestDatabase();
  database = testDatabase.database;
  await rowsOf(database, 'delete from card');
});
afterAll(() => testDatabase?.close());

const START = Date.UTC(2026, 0, 1);

/** Adds cards named by their number, each a second after the one before (or all at once). */
async function addCards(count: number, { first = 1, atOnce = false } = {}): Promise<void> {
  for (let n = first; n < first + count; n++) {
    const registeredAt = new Date(START + (atOnce ? 0 : n * 1000));
    await insertCard(database, { name: String(n), registeredAt });
  }
}

function list(page: Parameters<typeof listCards>[1] = { from: 'newest' }): Promise<CardPage> {
  return listCards(database.fork(), page);
}

function older({ older: cursor }: CardPage): Promise<CardPage> {
  if (cursor === null) throw new Error('there is no older page');
  return list({ from: 'older', cursor });
}

function newer({ newer: cursor }: CardPage): Promise<CardPage> {
  if (cursor === null) throw new Error('there is no newer page');
  return list({ from: 'newer', cursor });
}

function names({ items }: CardPage): number[] {
  return items.map(({ name }) => Number(name));
}

function from(highest: number, lowest: number): number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, n) => highest - n);
}

async function remove(...removed: number[]): Promise<void> {
  await rowsOf(database, 'delete from card where name::int = any(?)', [`{${removed.join(',')}}`]);
}

describe('the card list', () => {
  test('is empty without cards', async () => {
    expect(await list()).toEqual({ items: [], newer: null, older: null });
  });

  test('shows what a line needs, of cards in every status', async () => {
    const draft = await insertCard(database, { name: 'D', status: 'draft', checks: 3 });
    const page = await list();
    expect(page.items).toEqual([{ id: draft.id, name: 'D', status: 'draft', checks: 3 }]);
  });

  test('shows the newest eight first and has no page beyond the ends', async () => {
    await addCards(CARDS_PER_PAGE);
    const page = await list();
    expect(names(page)).toEqual(from(8, 1));
    expect(page).toMatchObject({ newer: null, older: null });
  });

  test('goes to the oldest and back page by page', async () => {
    await addCards(20);
    const first = await list();
    const second = await older(first);
    const third = await older(second);
    expect([first, second, third].map(names)).toEqual([from(20, 13), from(12, 5), from(4, 1)]);
    expect(third.older).toBeNull();
    const back = await newer(third);
    expect(back).toEqual(second);
    expect(await newer(back)).toEqual(first);
  });

  test('skips and repeats none of cards that were registered at the same moment', async () => {
    await addCards(20, { atOnce: true });
    const first = await list();
    const second = await older(first);
    const third = await older(second);
    expect(new Set([first, second, third].flatMap(names)).size).toBe(20);
    expect(await newer(third)).toEqual(second);
  });

  test('goes on where it was when the cards around the page’s edge are deleted', async () => {
    await addCards(24);
    const first = await list();
    await remove(17, 16, 15);
    const second = await older(first);
    expect(names(second)).toEqual(from(14, 7));
    await remove(...from(6, 1));
    expect(second.older).not.toBeNull();
    expect(names(await older(second))).toEqual([...from(24, 18), 14]);
  });

  test('shows a whole newest page however many cards came or went before it', async () => {
    await addCards(16);
    const second = await older(await list());
    await remove(16, 15, 14);
    const shortened = await newer(second);
    expect(names(shortened)).toEqual(from(13, 6));
    expect(shortened.newer).toBeNull();
    await addCards(10, { first: 17 });
    expect(names(await newer(second))).toEqual([19, 18, 17, ...from(13, 9)]);
  });

  test('begins anew when every card beyond the cursor is gone', async () => {
    await addCards(20);
    const second = await older(await list());
    await remove(...from(20, 13));
    expect(names(await newer(second))).toEqual(from(12, 5));
    await remove(...from(20, 1));
    expect(await older(second)).toEqual({ items: [], newer: null, older: null });
  });

  test('shows the beginning of a very long name, whole characters only', async () => {
    await insertCard(database, { name: `a${'😀'.repeat(2000)}` });
    const [item] = (await list()).items;
    expect(item?.name).toMatch(/^a(😀)+…$/u);
    expect(item?.name.length).toBeLessThanOrEqual(129);
  });

  test('fits the session’s context', async () => {
    await addCards(20);
    const page = await older(await list());
    const slice = { part: 'cards', page: { from: 'newest' }, list: page };
    expect(cardsSlice.parse(JSON.parse(JSON.stringify(slice)))).toEqual(slice);
  });
});
