import { base } from '../../doors.ts';
import { changes, type Situation, withDelivery } from '../../session/setup.ts';
import { changeSlice, requireSlice, sliceOf } from '../../session/slices.ts';
import type { CardChange, CardView, ChangedCard } from './slice.ts';

function hasStatus(status: CardView['status']) {
  return ({ context }: Situation) => sliceOf('openedCard', context)?.card?.status === status;
}

const guards = {
  openedDraft: hasStatus('draft'),
  openedActive: hasStatus('active'),
  openedDeactivated: hasStatus('deactivated'),
  cardFound: (_: Situation, { card }: { card: CardView | null }) => card !== null,
  wasMade: (_: Situation, { came }: { came: ChangedCard }) => came.type === 'changed',
  wasDiscarded: (_: Situation, { came }: { came: ChangedCard }) => came.type === 'discarded',
  wasNoDraft: (_: Situation, { came }: { came: ChangedCard }) => came.type === 'not_a_draft',
};

/** What is said of a change that was made. */
const CHANGED = {
  activate: 'card_activated',
  deactivate: 'card_deactivated',
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
    changeSlice('openedCard', context, { change }),
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
