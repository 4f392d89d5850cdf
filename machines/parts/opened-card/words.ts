import { type CardMove, canMove, moveOf, REASON_CHARACTERS } from '../../card-life.ts';
import { base } from '../../doors.ts';
import { changes, type Situation, withDelivery } from '../../session/setup.ts';
import { changeSlice, requireSlice, sliceOf } from '../../session/slices.ts';
import type { CardChange, CardView, ChangedCard } from './slice.ts';

const guards = {
  openedDraft: ({ context }: Situation) => sliceOf('openedCard', context)?.card?.status === 'draft',
  mayMove: ({ context }: Situation, { change }: { change: CardMove }) => {
    const card = sliceOf('openedCard', context)?.card;
    return card != null && canMove(card.status, change);
  },
  isDiscard: ({ context }: Situation) => sliceOf('openedCard', context)?.change === 'discard',
  changeNeedsConfirmation: ({ context }: Situation) => {
    const change = sliceOf('openedCard', context)?.change;
    return change != null && change !== 'discard' && moveOf(change).needsConfirmation;
  },
  reasonTooShort: ({ event }: Situation) =>
    event.type === 'TEXT' && event.lineCharacters < REASON_CHARACTERS.least,
  reasonTooLong: ({ event }: Situation) =>
    event.type === 'TEXT' && event.lineCharacters > REASON_CHARACTERS.most,
  cardFound: (_: Situation, { card }: { card: CardView | null }) => card !== null,
  wasMade: (_: Situation, { came }: { came: ChangedCard }) => came.type === 'changed',
  wasDiscarded: (_: Situation, { came }: { came: ChangedCard }) => came.type === 'discarded',
  wasNoDraft: (_: Situation, { came }: { came: ChangedCard }) => came.type === 'not_a_draft',
};

/** What is said of a change that was made. */
const CHANGED = {
  activate: 'card_activated',
  suspend: 'card_suspended',
  markStolen: 'card_stolen',
  retire: 'card_retired',
  discard: 'draft_discarded',
} as const;

const actions = {
  /** Takes what was read of the card; its photos are sent before it is shown. */
  takeCard: changes(({ context }, { card }: { card: CardView | null }) => ({
    ...changeSlice('openedCard', context, { card }),
    deliveries:
      card === null || card.photos === 0
        ? context.deliveries
        : withDelivery(context, {
            kind: 'photos',
            key: `photos:${context.operation?.id ?? ''}`,
            cardId: card.id,
          }),
  })),
  choose: changes(({ context }, { change }: { change: CardChange }) =>
    changeSlice('openedCard', context, { change, reason: null }),
  ),
  takeReason: changes(({ context, event }) =>
    event.type === 'TEXT' ? changeSlice('openedCard', context, { reason: event.line }) : {},
  ),
  /** Takes the card as the change has left it, and says what was changed. */
  takeChange: changes(({ context }, { came }: { came: ChangedCard }) => {
    const { change } = requireSlice('openedCard', context);
    if (came.type !== 'changed' || change === null) return {};
    return {
      ...changeSlice('openedCard', context, { card: came.card }),
      notice: { code: CHANGED[change] },
    };
  }),
};

/** The words of an opened card. */
export const words = { guards, actions };

/** The vocabulary of the states of an opened card. */
export const own = base.extend(words);
