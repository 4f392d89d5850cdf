import { expect } from 'vitest';
import type { StatePath } from '../../machines/state-path.ts';

const text = expect.any(String);
const operation = { id: text, attempt: expect.any(Number) };
const read = { id: text, code: text };
const sent = { fileId: text };
const stored = { key: text, sha256: text };

const photographed = { incoming: null, original: stored, registered: false, packaged: false };
const described = { ...photographed, name: text, description: text };
const registered = { incoming: null, name: text, registered: true, packaged: false };

/** In the wizard, which has no slice beside its card. */
const making = (card: object) => ({ slice: null, kept: { addCard: card } });
const listed = (list: object | null) => ({ slice: { part: 'cards', ...(list && { list }) } });
const openedAs = (slice: object) => ({ slice: { part: 'openedCard', cardId: text, ...slice } });

/** What a state may rely on and its screen may show, as a part of the context. A state without an entry does not compile. */
export const HOLDS: Readonly<Record<StatePath, object>> = {
  home: { slice: null, trail: [] },
  'addCard.originalPhoto': making({ incoming: null, registered: false }),
  'addCard.storingOriginal': { operation, ...making({ incoming: sent, registered: false }) },
  'addCard.originalFailed': making({ incoming: sent, registered: false }),
  'addCard.name': making(photographed),
  'addCard.nameQuestion': making({ ...photographed, name: text }),
  'addCard.description': making({ ...photographed, name: text }),
  'addCard.registering': { operation, ...making(described) },
  'addCard.registeringFailed': { failure: text, operation, ...making(described) },
  'addCard.packagedPhoto': making(registered),
  'addCard.storingPackaged': { operation, ...making({ ...registered, incoming: sent }) },
  'addCard.packagedFailed': making({ ...registered, incoming: sent }),
  'addCard.activating': { operation, ...making(registered) },
  'addCard.activatingFailed': { failure: text, operation, ...making(registered) },
  'addCard.done': making({ incoming: null, name: text, registered: true }),
  'cards.loading': { operation, ...listed(null) },
  'cards.failed': { failure: text, operation, ...listed(null) },
  'cards.shown': listed({ items: expect.any(Array) }),
  'openedCard.loading': { operation, ...openedAs({}) },
  'openedCard.failed': { failure: text, operation, ...openedAs({}) },
  'openedCard.shown': openedAs({ card: read }),
  'openedCard.reason': openedAs({ card: read, change: text }),
  'openedCard.confirming': openedAs({ card: read, change: text }),
  'openedCard.changing': { operation, ...openedAs({ card: read, change: text }) },
  'openedCard.changingFailed': { failure: text, ...openedAs({ card: read, change: text }) },
  'statistics.loading': { operation, slice: { part: 'statistics' } },
  'statistics.failed': { failure: text, operation, slice: { part: 'statistics' } },
  'statistics.shown': { slice: { part: 'statistics', totals: { cards: expect.any(Number) } } },
};
