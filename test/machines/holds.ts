import { expect } from 'vitest';
import type { StatePath } from '../../machines/state-path.ts';

const text = expect.any(String);
const operation = { id: text, attempt: expect.any(Number) };
const opened = { id: text, code: text };
const sent = { fileId: text };
const stored = { key: text, sha256: text };

const photographed = { incoming: null, original: stored, registered: false, packaged: false };
const described = { ...photographed, name: text, description: text };
const registered = { incoming: null, name: text, registered: true, packaged: false };

/** What a state may rely on and its screen may show, as a part of the context. A state without an entry does not compile. */
export const HOLDS: Readonly<Record<StatePath, object>> = {
  home: {},
  'addCard.originalPhoto': { card: { incoming: null, registered: false } },
  'addCard.storingOriginal': { operation, card: { incoming: sent, registered: false } },
  'addCard.originalFailed': { card: { incoming: sent, registered: false } },
  'addCard.name': { card: photographed },
  'addCard.nameQuestion': { card: { ...photographed, name: text } },
  'addCard.description': { card: { ...photographed, name: text } },
  'addCard.registering': { operation, card: described },
  'addCard.registeringFailed': { failure: text, operation, card: described },
  'addCard.packagedPhoto': { card: registered },
  'addCard.storingPackaged': { operation, card: { ...registered, incoming: sent } },
  'addCard.packagedFailed': { card: { ...registered, incoming: sent } },
  'addCard.activating': { operation, card: registered },
  'addCard.activatingFailed': { failure: text, operation, card: registered },
  'addCard.done': { card: { incoming: null, name: text, registered: true } },
  'cards.loading': { operation },
  'cards.failed': { failure: text, operation },
  'cards.shown': { list: { items: expect.any(Array) } },
  'openedCard.loading': { operation, openedId: text },
  'openedCard.failed': { failure: text, operation, openedId: text },
  'openedCard.shown': { openedId: text, opened },
  'openedCard.confirming': { openedId: text, opened: { ...opened, status: 'draft' } },
  'openedCard.discarding': { operation, opened: { ...opened, status: 'draft' } },
  'openedCard.discardingFailed': { failure: text, opened: { ...opened, status: 'draft' } },
  'openedCard.deactivating': { operation, opened: { ...opened, status: 'active' } },
  'openedCard.deactivatingFailed': { failure: text, opened: { ...opened, status: 'active' } },
  'openedCard.reactivating': { operation, opened: { ...opened, status: 'deactivated' } },
  'openedCard.reactivatingFailed': { failure: text, opened: { ...opened, status: 'deactivated' } },
  'statistics.loading': { operation },
  'statistics.failed': { failure: text, operation },
  'statistics.shown': { statistics: { cards: expect.any(Number) } },
};
