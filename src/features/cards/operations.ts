import type { Operations } from '../../session/operation.ts';
import { listCards } from './card-list.ts';
import { discardDraft, loadCard, setCardStatus } from './opened-card.ts';

/** The effects of the card list, and of a card opened from it. */
export const cardsOperations: Pick<
  Operations,
  'listCards' | 'loadCard' | 'setStatus' | 'discardDraft'
> = {
  listCards:
    async ({ page }) =>
    (em) =>
      listCards(em, page),
  loadCard:
    async ({ cardId }) =>
    (em) =>
      loadCard(em, cardId),
  setStatus: async (change) => (em) => setCardStatus(em, change),
  discardDraft:
    async ({ cardId }) =>
    (em) =>
      discardDraft(em, cardId),
};
