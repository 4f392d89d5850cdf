import type { CardStatus } from '../../machines/card-life.ts';
import type { CardView } from '../../machines/parts/opened-card/slice.ts';
import type { AdminContext } from '../../machines/session/context.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import type { StoredPhoto } from '../../machines/session/nouns.ts';
import type { OperationName } from '../../machines/session/operations.ts';
import type { OperationTypes } from '../../machines/session/registry.ts';
import { sliceOf } from '../../machines/session/slices.ts';
import { type AdminSnapshot, activeOperation } from '../../machines/snapshot.ts';

/** The card that `ADD` begins, and another one that `OPEN` opens. */
export const CARD_ID = '00000000-0000-4000-8000-00000000000a';
export const OPENED_ID = '00000000-0000-4000-8000-00000000000b';

/** The album that all photos of an album are of. */
export const ALBUM = 'album-1';

/** A text as the bot hands it over, of so many characters as a person counts them. */
export function textOf(
  text: string,
  isCode = false,
): Omit<Extract<AdminEvent, { type: 'TEXT' }>, 'id'> {
  const characters = [...text].length;
  const counted = { textCharacters: characters, lineCharacters: characters };
  return { type: 'TEXT', text, line: text, ...counted, isCode };
}

export const SENT_PHOTO = { fileId: 'file', kind: 'photo', size: 5_000 } as const;

export const STORED_PHOTO: StoredPhoto = {
  key: `cards/${CARD_ID}/original-${'a'.repeat(64)}.jpg`,
  sha256: 'a'.repeat(64),
  size: 4_000,
  width: 600,
  height: 800,
  fileId: 'file',
};

/** A card as admins see it. */
export function viewOf(id: string, status: CardStatus, photos = 2): CardView {
  return {
    id,
    code: 'OPENEDCARD00',
    name: 'Phoenix',
    description: 'Shiny',
    status,
    checks: 3,
    registeredAt: '2026-11-22T10:00:00.000Z',
    photos,
  };
}

/** What an admin may do, in every variety that the machine tells apart. A type of event without a case does not compile. */
export const ADMIN_CASES = {
  HOME: { HOME: {} },
  ADD: { ADD: { cardId: CARD_ID, code: 'CODEOFTHECAR' } },
  RESUME: { RESUME: {} },
  CARDS: { CARDS: {} },
  OLDER: { OLDER: {} },
  NEWER: { NEWER: {} },
  OPEN: { OPEN: { cardId: OPENED_ID }, 'OPEN of the card in the wizard': { cardId: CARD_ID } },
  STATISTICS: { STATISTICS: {} },
  HELP: { HELP: {} },
  PHOTO: {
    PHOTO: { photo: SENT_PHOTO, album: null, captioned: false },
    'PHOTO with a text': { photo: SENT_PHOTO, album: null, captioned: true },
    'PHOTO of an album': { photo: SENT_PHOTO, album: ALBUM, captioned: false },
  },
  TEXT: {
    TEXT: textOf('Dragon'),
    'TEXT that is a code': textOf('A1B2-C3D4-E5FC', true),
    'TEXT without a character': textOf(''),
    'TEXT of 256 characters': textOf('x'.repeat(256)),
    'TEXT of 2001 characters': textOf('x'.repeat(2001)),
  },
  SKIP: { SKIP: {} },
  BACK: { BACK: {} },
  CANCEL: { CANCEL: {} },
  RETRY: { RETRY: {} },
  CONTINUE: { CONTINUE: {} },
  DISCARD: { DISCARD: {} },
  CONFIRM: { CONFIRM: {} },
  ACTIVATE: { ACTIVATE: {} },
  SUSPEND: { SUSPEND: {} },
  MARK_STOLEN: { MARK_STOLEN: {} },
  RETIRE: { RETIRE: {} },
  QR: { QR: {} },
  STALE: { STALE: {} },
  UNKNOWN_COMMAND: { UNKNOWN_COMMAND: {} },
  UNEXPECTED: { UNEXPECTED: { album: null }, 'UNEXPECTED of an album': { album: ALBUM } },
} as const satisfies { [Type in AdminEvent['type']]: Record<string, object> };

type KeyOfEach<Union> = Union extends unknown ? keyof Union & string : never;
export type AdminCase = KeyOfEach<(typeof ADMIN_CASES)[AdminEvent['type']]>;

/** What an operation comes to: what it gives, as the context of its session asks for it, or the code with which it fails. */
type Outcome = { readonly output: (context: AdminContext) => unknown } | { readonly code: string };

const gives = <Output>(output: (context: AdminContext) => Output) => ({ output });
const fails = (code: string) => ({ code });

const cursor = { registeredAt: '2026-11-22T10:00:00.000Z', id: OPENED_ID };
const opened = (context: AdminContext) => sliceOf('openedCard', context)?.cardId ?? '';

const changed = (card: CardView) => ({ type: 'changed' as const, card });

/** What each operation may come to; where the machine tells outcomes apart there is one of each kind. An operation without outcomes does not compile. */
export const OUTCOMES = {
  storeOriginal: {
    'done something': gives(() => STORED_PHOTO),
    'failed image_broken': fails('image_broken'),
    'failed store_unavailable': fails('store_unavailable'),
  },
  registerCard: {
    'done something': gives(() => ({ code: 'REGISTERED00' })),
    'failed gave_up': fails('gave_up'),
    'failed card_changed': fails('card_changed'),
  },
  storePackaged: {
    'done null': gives(() => null),
    'failed image_broken': fails('image_broken'),
    'failed store_unavailable': fails('store_unavailable'),
    'failed card_gone': fails('card_gone'),
    'failed card_changed': fails('card_changed'),
  },
  activateCard: {
    'done null': gives(() => null),
    'failed gave_up': fails('gave_up'),
    'failed card_gone': fails('card_gone'),
    'failed card_changed': fails('card_changed'),
  },
  listCards: {
    'done the only page': gives(() => ({ items: [], newer: null, older: null })),
    'done the newest page': gives(() => ({ items: [], newer: null, older: cursor })),
    'done a middle page': gives(() => ({ items: [], newer: cursor, older: cursor })),
    'done the oldest page': gives(() => ({ items: [], newer: cursor, older: null })),
    'failed gave_up': fails('gave_up'),
  },
  loadCard: {
    'done null': gives(() => null),
    'done draft': gives((context) => viewOf(opened(context), 'draft', 0)),
    'done active': gives((context) => viewOf(opened(context), 'active')),
    'done suspended': gives((context) => viewOf(opened(context), 'suspended')),
    'done stolen': gives((context) => viewOf(opened(context), 'stolen')),
    'done retired': gives((context) => viewOf(opened(context), 'retired')),
    'failed gave_up': fails('gave_up'),
  },
  changeCard: {
    'done active': gives((context) => changed(viewOf(opened(context), 'active'))),
    'done suspended': gives((context) => changed(viewOf(opened(context), 'suspended'))),
    'done stolen': gives((context) => changed(viewOf(opened(context), 'stolen'))),
    'done retired': gives((context) => changed(viewOf(opened(context), 'retired'))),
    'done gone': gives(() => ({ type: 'gone' as const })),
    'done discarded': gives(() => ({ type: 'discarded' as const })),
    'done not_a_draft': gives(() => ({ type: 'not_a_draft' as const })),
    'failed gave_up': fails('gave_up'),
    'failed card_changed': fails('card_changed'),
  },
  loadStatistics: {
    'done something': gives(() => ({
      ...{ cards: 0, drafts: 0, active: 0, suspended: 0, stolen: 0, retired: 0 },
      ...{ visits: null, top: [] },
    })),
    'failed gave_up': fails('gave_up'),
  },
} as const satisfies {
  [Name in OperationName]: Record<
    string,
    | { readonly output: (context: AdminContext) => OperationTypes[Name]['output'] }
    | { readonly code: string }
  >;
};

/** How an operation may end, by the name of the outcome. */
export type OutcomeOf<Name extends OperationName> = keyof (typeof OUTCOMES)[Name] & string;

/** One event in one variety. `name` tells it from the others. */
export interface Case {
  readonly name: string;
  readonly event: AdminEvent;
}

/** Every event from outside, each with an id of its own. */
export function adminCases(): Case[] {
  return Object.entries(ADMIN_CASES).flatMap(([type, cases]) =>
    Object.entries(cases).map(([name, data]) => ({
      name,
      event: { ...data, type, id: name } as AdminEvent,
    })),
  );
}

/** The result events that may come in a snapshot; they are no admin's, so the types of the machine do not name them. */
export function resultCases(snapshot: AdminSnapshot): Case[] {
  const child = activeOperation(snapshot);
  if (child === null) return [];
  const outcomes: Readonly<Record<string, Outcome>> = OUTCOMES[child];
  return Object.entries(outcomes).map(([name, outcome]) => ({
    name,
    event:
      'code' in outcome
        ? failedEvent(child, outcome.code)
        : doneEvent(child, outcome.output(snapshot.context)),
  }));
}

/** What says that an operation has come to `output`. */
export function doneEvent(child: OperationName, output: unknown): AdminEvent {
  return { type: `xstate.done.actor.${child}`, output, actorId: child } as never;
}

/** What says that an operation has failed with a code. */
export function failedEvent(child: OperationName, code: unknown): AdminEvent {
  return { type: `xstate.error.actor.${child}`, error: { code }, actorId: child } as never;
}
