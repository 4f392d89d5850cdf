import { expect } from 'vitest';
import { requireSlice } from '../../machines/session/slices.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { Database } from '../../src/database/database.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { rowsOf } from '../support/data/cards.ts';

interface Stores {
  readonly database: Database;
  readonly photos: PhotoStore;
}

type Check = (stores: Stores, context: AdminSnapshot['context'], state: StatePath) => Promise<void>;

/** The wizard's card is in the database from the moment it is registered, a draft until the wizard is done; its photos are in the store. */
const wizardCard: Check = async ({ database, photos }, { kept: { addCard: card } }, state) => {
  if (card === null) return;
  const rows = await rowsOf(database, 'select name, description, status from card where id = ?', [
    card.id,
  ]);
  const { name, description } = card;
  const status = state === 'addCard.done' ? 'active' : 'draft';
  expect(rows).toEqual(card.registered ? [{ name, description: description ?? '', status }] : []);
  if (card.original !== null) {
    expect(await photos.stat(card.original.key)).toEqual({ size: card.original.size });
  }
  const photoRows = await rowsOf(database, 'select slot, key, size from photo where card_id = ?', [
    card.id,
  ]);
  for (const { key, size } of photoRows) expect(await photos.stat(String(key))).toEqual({ size });
  const slots = photoRows.map(({ slot }) => slot);
  expect(slots.includes('original')).toBe(card.registered && card.original !== null);
  expect(slots.includes('packaged')).toBe(card.packaged);
};

/** The opened card has the status that the screen says. */
const openedCard: Check = async ({ database }, context) => {
  const { cardId, card } = requireSlice('openedCard', context);
  const rows = await rowsOf(database, 'select name, status from card where id = ?', [cardId]);
  expect(rows).toEqual([{ name: card?.name, status: card?.status }]);
};

/** The page is a part of the list, in the same order. */
const page: Check = async ({ database }, context) => {
  const { list } = requireSlice('cards', context);
  const rows = await rowsOf(database, 'select id from card order by registered_at desc, id desc');
  const ids = rows.map(({ id }) => id);
  const shown = list?.items.map(({ id }) => id) ?? [];
  const from = ids.indexOf(shown[0]);
  expect(shown).toEqual(ids.slice(from, from + 8));
  expect(list?.newer !== null).toBe(from > 0);
  expect(list?.older !== null).toBe(from + 8 < ids.length);
};

const numbers: Check = async ({ database }, context) => {
  const [counted] = await rowsOf(
    database,
    "select count(*)::int as cards from card where status <> 'draft'",
  );
  expect(requireSlice('statistics', context).totals).toMatchObject(counted ?? {});
};

/** What the database and the photo store hold in each state. A state without checks does not compile. */
const HELD: Readonly<Record<StatePath, readonly Check[]>> = {
  home: [wizardCard],
  'addCard.originalPhoto': [wizardCard],
  'addCard.storingOriginal': [wizardCard],
  'addCard.originalFailed': [wizardCard],
  'addCard.name': [wizardCard],
  'addCard.nameQuestion': [wizardCard],
  'addCard.description': [wizardCard],
  'addCard.registering': [wizardCard],
  'addCard.registeringFailed': [wizardCard],
  'addCard.packagedPhoto': [wizardCard],
  'addCard.storingPackaged': [wizardCard],
  'addCard.packagedFailed': [wizardCard],
  'addCard.activating': [wizardCard],
  'addCard.activatingFailed': [wizardCard],
  'addCard.done': [wizardCard],
  'cards.loading': [wizardCard],
  'cards.failed': [wizardCard],
  'cards.shown': [wizardCard, page],
  'openedCard.loading': [wizardCard],
  'openedCard.failed': [wizardCard],
  'openedCard.shown': [wizardCard, openedCard],
  'openedCard.reason': [wizardCard, openedCard],
  'openedCard.confirming': [wizardCard, openedCard],
  'openedCard.changing': [wizardCard, openedCard],
  'openedCard.changingFailed': [wizardCard, openedCard],
  'statistics.loading': [wizardCard],
  'statistics.failed': [wizardCard],
  'statistics.shown': [wizardCard, numbers],
};

/** Compares what is held with what a session in this state says. Throws where they differ. */
export async function expectHeld(
  stores: Stores,
  state: StatePath,
  { context }: AdminSnapshot,
): Promise<void> {
  for (const check of HELD[state]) await check(stores, context, state);
}
