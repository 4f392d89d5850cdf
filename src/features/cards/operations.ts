import type { Operations } from '../../session/operation.ts';
import { listCards } from './card-list.ts';
import { changeCard, loadCard } from './opened-card.ts';

/** The effects of the card list, and of a card opened from it. */
export const cardsOperations: Pick<Operations, 'listCards' | 'loadCard' | 'changeCard'> = {
  listCards:
    async ({ page }) =>
    (em) =>
      listCards(em, page),
  loadCard:
    async ({ cardId }) =>
    (em) =>
      loadCard(em, cardId),
  changeCard:
    async (wanted, { adminId }) =>
    (em) =>
      changeCard(em, wanted, adminId),
};
