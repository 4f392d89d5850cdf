import { base } from '../../doors.ts';
import type { AdminContext } from '../../session/context.ts';
import { recordFailure, whenCardChanged } from '../../session/failures.ts';
import type { HeldPhoto, PartOf, StateOfPart } from '../../session/part.ts';
import {
  askingForText,
  failed,
  note,
  retry,
  stillSaving,
  waiting,
} from '../../session/patterns.ts';
import { requireSlice, sliceOf } from '../../session/slices.ts';
import {
  type CardView,
  type ChangedCard,
  OPENED_CARD_EVENTS,
  OPENED_CARD_NOTICES,
  openedCardSlice,
} from './slice.ts';
import { own, words } from './words.ts';

const toList = { target: '#admin.cards', actions: ['backToCards', 'begin'] } as const;

/** The card is there no more: the list says why. */
function gone<C extends 'card_gone' | 'draft_discarded'>(code: C) {
  return {
    target: '#admin.cards',
    actions: [
      { type: 'forgetCard', params: ({ context }: { context: AdminContext }) => idOf(context) },
      'backToCards',
      'beginAgain',
      { type: 'note', params: { code } },
    ],
  } as const;
}

function idOf(context: AdminContext) {
  return { cardId: requireSlice('openedCard', context).cardId };
}

/** The card that is shown. Throws where it was not read yet, which marks the snapshot as broken. */
function cardOf(context: AdminContext): CardView {
  const { card } = requireSlice('openedCard', context);
  if (card === null) throw new Error('no card is shown');
  return card;
}

const loading = own.createStateConfig({
  ...waiting,
  invoke: {
    id: 'loadCard',
    src: 'loadCard',
    input: ({ context }) => idOf(context),
    onDone: [
      {
        guard: { type: 'cardFound', params: ({ event }) => ({ card: event.output }) },
        target: 'shown',
        actions: { type: 'takeCard', params: ({ event }) => ({ card: event.output }) },
      },
      gone('card_gone'),
    ],
    onError: { target: 'failed', actions: recordFailure },
  },
});

/** A change that is asked the reason of. */
function asksWhy<C extends 'suspend' | 'markStolen' | 'retire'>(change: C) {
  return {
    guard: { type: 'mayMove', params: { change } },
    target: 'reason',
    actions: { type: 'choose', params: { change } },
  } as const;
}

const shown = own.createStateConfig({
  exit: 'clear',
  on: {
    CONTINUE: {
      guard: 'openedDraft',
      target: '#admin.addCard',
      actions: {
        type: 'continueDraft',
        params: ({ context }) => ({ draft: cardOf(context) }),
      },
    },
    DISCARD: {
      guard: 'openedDraft',
      target: 'confirming',
      actions: { type: 'choose', params: { change: 'discard' } },
    },
    ACTIVATE: {
      guard: { type: 'mayMove', params: { change: 'activate' } },
      target: 'changing',
      actions: [{ type: 'choose', params: { change: 'activate' } }, 'begin'],
    },
    SUSPEND: asksWhy('suspend'),
    MARK_STOLEN: asksWhy('markStolen'),
    RETIRE: asksWhy('retire'),
    QR: {
      actions: [
        'clear',
        {
          type: 'sendQr',
          params: ({ context, event }) => ({
            key: event.id,
            code: cardOf(context).code,
          }),
        },
      ],
    },
    BACK: toList,
  },
});

/** Asks why the card is changed: what is typed is the reason. */
const reason = own.createStateConfig({
  tags: 'asks',
  exit: 'clear',
  on: {
    ...askingForText,
    TEXT: [
      { guard: 'reasonTooShort', ...note('reason_too_short') },
      {
        guard: 'reasonTooLong',
        actions: {
          type: 'note',
          params: ({ event }) => ({
            code: 'reason_too_long' as const,
            count: event.lineCharacters,
          }),
        },
      },
      { guard: 'changeNeedsConfirmation', target: 'confirming', actions: 'takeReason' },
      { target: 'changing', actions: ['takeReason', 'begin'] },
    ],
    BACK: { target: 'shown' },
    CANCEL: { target: 'shown' },
  },
});

/** Asks once more before a draft is discarded, or a card is said to be stolen or gone for good. */
const confirming = own.createStateConfig({
  exit: 'clear',
  on: {
    CONFIRM: { target: 'changing', actions: 'begin' },
    BACK: [{ guard: 'isDiscard', target: 'shown' }, { target: 'reason' }],
    CANCEL: { target: 'shown' },
  },
});

const whatCame = ({ event }: { event: { output: ChangedCard } }) => ({ came: event.output });

/** Reads the card anew, and says why. */
function readAnew<C extends 'card_changed' | 'not_a_draft'>(code: C) {
  return {
    target: 'loading',
    actions: ['beginAgain', { type: 'note', params: { code } }],
  } as const;
}

const changing = own.createStateConfig({
  ...waiting,
  invoke: {
    id: 'changeCard',
    src: 'changeCard',
    input: ({ context }) => {
      const { cardId, change, reason } = requireSlice('openedCard', context);
      if (change === null) throw new Error('no change was chosen');
      return { cardId, change, seen: cardOf(context).status, reason };
    },
    onDone: [
      {
        guard: { type: 'wasMade', params: whatCame },
        target: 'shown',
        actions: { type: 'takeChange', params: whatCame },
      },
      { guard: { type: 'wasDiscarded', params: whatCame }, ...gone('draft_discarded') },
      { guard: { type: 'wasNoDraft', params: whatCame }, ...readAnew('not_a_draft') },
      gone('card_gone'),
    ],
    onError: [
      // Somebody else has changed the card meanwhile: nothing was changed, and what it is now is read.
      { guard: whenCardChanged, ...readAnew('card_changed') },
      { target: 'changingFailed', actions: recordFailure },
    ],
  },
  on: { ...stillSaving, CANCEL: { target: 'shown' } },
});

/** One card from the list: seen with its photos, changed in its status, or, as a draft, gone on with or discarded. */
const states = own.createStateConfig({
  initial: 'loading',
  states: {
    loading,
    failed: { ...failed, on: { RETRY: retry('loading'), BACK: toList } },
    shown,
    reason,
    confirming,
    changing,
    // A change that failed changed nothing: it is tried again, or the card is shown as it was.
    changingFailed: {
      ...failed,
      on: { RETRY: retry('changing'), BACK: { target: 'shown' }, CANCEL: { target: 'shown' } },
    },
  },
});

/** The card is read before it is shown, and a change was chosen before it is asked about or made. */
function isWhole({ context, state }: StateOfPart): boolean {
  const slice = sliceOf('openedCard', context);
  if (slice === null) return false;
  const isRead = slice.card !== null || ['loading', 'failed'].includes(state.split('.')[1] ?? '');
  const isChosen = slice.change !== null || !/\.(reason|confirming|changing)/.test(state);
  return isRead && isChosen;
}

/** A draft that is opened, or is about to be, can be gone on with, and then get its packaged photo. */
function heldBy(context: AdminContext): HeldPhoto[] {
  const slice = sliceOf('openedCard', context);
  if (slice === null || (slice.card !== null && slice.card.status !== 'draft')) return [];
  return [{ cardId: slice.cardId, slot: 'packaged' }];
}

const entrances = base.createStateConfig({
  on: {
    OPEN: {
      target: '.openedCard',
      actions: [{ type: 'openCard', params: ({ event }) => ({ cardId: event.cardId }) }, 'begin'],
    },
  },
});

export const openedCard = {
  name: 'openedCard',
  slice: openedCardSlice,
  kept: null,
  place: null,
  events: OPENED_CARD_EVENTS,
  notices: OPENED_CARD_NOTICES,
  operations: ['loadCard', 'changeCard'],
  ...words,
  states,
  entrances: entrances.on,
  isWhole,
  holds: ({ context }) => heldBy(context),
} satisfies PartOf<'openedCard'>;
