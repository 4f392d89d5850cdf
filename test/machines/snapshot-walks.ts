import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import type { CardStatus } from '../../machines/card-life.ts';
import type { CardPage } from '../../machines/parts/cards/slice.ts';
import type { CardView } from '../../machines/parts/opened-card/slice.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import type { StoredPhoto } from '../../machines/session/nouns.ts';
import type { OperationName } from '../../machines/session/operations.ts';
import { type AdminSnapshot, activeOperation, freshSnapshot } from '../../machines/snapshot.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { doneEvent, failedEvent, textOf } from './cases.ts';
import { restored } from './graph.ts';

const CARD_ID = '3f2b8c1e-7a54-4d0b-9c63-1e5a8f7d2b90';
const LISTED_ID = '8d1c6a42-05be-4f39-a7d8-6b3e2c9f0a15';
const REGISTERED_AT = '2026-11-20T18:04:31.512Z';
const CODE = '7K2M9QXD4TJE';
const LISTED_CODE = 'B6W0ZRPH83NC';

const PHOTO = {
  fileId: 'AgACAgIAAxkBAAIBY2dA9mXkq1_photo-of-the-card',
  kind: 'photo',
  size: 184_221,
} as const;
const DOCUMENT = {
  fileId: 'BQACAgIAAxkBAAIBZGdA9n3Wb2-file-of-the-case',
  kind: 'document',
  size: null,
} as const;

const STORED: StoredPhoto = {
  key: `cards/${CARD_ID}/original-9f${'3c'.repeat(31)}.jpg`,
  sha256: `9f${'3c'.repeat(31)}`,
  size: 171_904,
  width: 1280,
  height: 1792,
  fileId: PHOTO.fileId,
};

const PAGE: CardPage = {
  items: [
    { id: LISTED_ID, name: 'Дракон <Севера> & друзья 🐉', status: 'active', checks: 12 },
    { id: CARD_ID, name: 'Dragon of the North, 1999', status: 'draft', checks: 0 },
  ],
  newer: { registeredAt: '2026-11-21 09:15:00.123456+00', id: LISTED_ID },
  older: { registeredAt: '2026-11-19 22:40:10.000001+00', id: CARD_ID },
};

function view(status: CardStatus): CardView {
  return {
    id: LISTED_ID,
    code: LISTED_CODE,
    name: 'Дракон <Севера> & друзья 🐉',
    description: 'Первое издание.\n\nПодпись художника на обороте.',
    status,
    checks: 12,
    registeredAt: REGISTERED_AT,
    photos: 2,
  };
}

/** One thing that happens to a session: an admin's event without its id, or how its operation ends. */
type Happening =
  | { readonly does: object & { type: AdminEvent['type'] } }
  | { readonly done: unknown }
  | { readonly failed: string };

const does = (type: AdminEvent['type'], parts: object = {}): Happening => ({
  does: { type, ...parts },
});
const done = (output: unknown): Happening => ({ done: output });
const FAILED: Happening = { failed: 'store_unavailable' };
const GAVE_UP: Happening = { failed: 'gave_up' };

const retry = does('RETRY');
const photographs = does('PHOTO', { photo: PHOTO, album: '13842390129381', captioned: false });

const atOriginalPhoto = [does('ADD', { cardId: CARD_ID, code: CODE })];
const storingOriginal = [...atOriginalPhoto, photographs];
const atName = [...storingOriginal, done(STORED), photographs];
const atDescription = [...atName, does('TEXT', textOf('Dragon of the North, 1999'))];
const registering = [...atDescription, does('TEXT', textOf('First edition,\n\nsigned: "A & B"'))];
const atPackagedPhoto = [...registering, done({ code: CODE }), does('TEXT', textOf('What now?'))];
const storingPackaged = [...atPackagedPhoto, does('PHOTO', { photo: DOCUMENT, album: null })];
const activating = [...atPackagedPhoto, does('SKIP')];
const loadingCards = [does('HELP'), does('CARDS')];
const atCards = [...loadingCards, done(PAGE)];
const opening = [...atCards, does('OPEN', { cardId: LISTED_ID })];
const opened = (status: CardStatus) => [...opening, done(view(status))];
const discarding = [...opened('draft'), does('DISCARD'), does('CONFIRM')];
const asked = [...opened('active'), does('MARK_STOLEN')];
const changing = [
  ...asked,
  does('TEXT', textOf('Украдена из магазина в пятницу')),
  does('CONFIRM'),
];
const loadingStatistics = [...atName, does('STATISTICS')];

/** How a session gets to each state in which it can rest, as it might in a shop. A state without a way does not compile. */
const WALKS: Readonly<Record<StatePath, readonly Happening[]>> = {
  home: [...atName, does('HOME'), does('UNKNOWN_COMMAND')],
  'addCard.originalPhoto': [...atName, does('BACK'), does('STALE')],
  'addCard.storingOriginal': [...storingOriginal, FAILED, retry, does('TEXT', textOf('Hurry'))],
  'addCard.originalFailed': [...storingOriginal, FAILED],
  'addCard.name': [...atName, does('TEXT', textOf('x'.repeat(256)))],
  'addCard.nameQuestion': [...atName, does('TEXT', textOf('7K2M-9QXD-4TBA', true))],
  'addCard.description': atDescription,
  'addCard.registering': registering,
  'addCard.registeringFailed': [...registering, GAVE_UP],
  'addCard.packagedPhoto': atPackagedPhoto,
  'addCard.storingPackaged': storingPackaged,
  'addCard.packagedFailed': [...storingPackaged, FAILED],
  'addCard.activating': activating,
  'addCard.activatingFailed': [...activating, GAVE_UP],
  'addCard.done': [...storingPackaged, done(null)],
  'cards.loading': [...atCards, does('OLDER')],
  'cards.failed': [...loadingCards, GAVE_UP],
  'cards.shown': atCards,
  'openedCard.loading': opening,
  'openedCard.failed': [...opening, GAVE_UP],
  'openedCard.shown': [...opened('active'), does('QR')],
  'openedCard.reason': [...asked, does('TEXT', textOf('x'))],
  'openedCard.confirming': [...opened('draft'), does('DISCARD')],
  'openedCard.changing': changing,
  'openedCard.changingFailed': [...discarding, GAVE_UP],
  'statistics.loading': loadingStatistics,
  'statistics.failed': [...loadingStatistics, GAVE_UP],
  'statistics.shown': [
    ...loadingStatistics,
    done({
      ...{ cards: 2, drafts: 1, active: 2, suspended: 0, stolen: 0, retired: 0 },
      visits: { all: 14, today: 1, week: 5, month: 9, people: 11, unknownCodes: 2 },
      top: [{ name: 'Дракон <Севера> & друзья 🐉', visits: 12 }],
    }),
  ],
};

/** Every state in which a session can rest. */
export const STATE_PATHS = Object.keys(WALKS) as readonly StatePath[];

/** Brings a new session to a state, with realistic content, by way of the database after each step. */
export function walkTo(path: StatePath): AdminSnapshot {
  return WALKS[path].reduce((snapshot, happening, step) => {
    const event = eventOf(snapshot, happening, String(480_000_001 + step));
    return transition(adminMachine, restored(snapshot), event)[0];
  }, freshSnapshot());
}

function eventOf(snapshot: AdminSnapshot, happening: Happening, id: string): AdminEvent {
  if ('does' in happening) return { id, ...happening.does } as AdminEvent;
  const child = waitingFor(snapshot);
  return 'done' in happening
    ? doneEvent(child, happening.done)
    : failedEvent(child, happening.failed);
}

function waitingFor(snapshot: AdminSnapshot): OperationName {
  const child = activeOperation(snapshot);
  if (child === null) throw new Error(`${JSON.stringify(snapshot.value)} waits for no operation`);
  return child;
}
