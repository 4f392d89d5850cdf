import { LONGEST_TRAIL, type Place } from '../../session/context.ts';
import { changes } from '../../session/setup.ts';

/** Which card to open; `from` is the place that *Back* then leads to, absent: where it led before. */
export interface CardToOpen {
  readonly cardId: string;
  readonly from?: Place;
}

/** The way into a card. */
export const openedCardDoors = {
  openCard: changes(({ context: { trail } }, { cardId, from }: CardToOpen) => ({
    trail: from === undefined ? trail : [...trail, from].slice(-LONGEST_TRAIL),
    slice: { part: 'openedCard', cardId, card: null, change: null, reason: null },
  })),
};
