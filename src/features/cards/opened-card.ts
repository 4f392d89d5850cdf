import type { EntityManager } from '@mikro-orm/postgresql';
import type {
  CardView,
  ChangedCard,
  ChangeInput,
} from '../../../machines/parts/opened-card/slice.ts';
import { changeStatus } from '../../cards/change-status.ts';
import { Card, Photo } from '../../database/entities/card.ts';
import { AppError } from '../../errors.ts';

/** Returns a card as admins see it, or null when there is none of that id. */
export async function loadCard(em: EntityManager, cardId: string): Promise<CardView | null> {
  const card = await em.findOne(Card, { id: cardId });
  if (card === null) return null;
  return {
    id: card.id,
    code: card.code,
    name: card.name,
    description: card.description,
    status: card.status,
    checks: card.checks,
    registeredAt: card.registeredAt.toISOString(),
    photos: await em.count(Photo, { card: cardId }),
  };
}

/**
 * Makes a change to a card, and returns what came of it. Throws `card_changed` when the card is not what
 * the admin saw, or nothing that can be changed so: somebody else changed it first, and what it is now stays.
 */
export async function changeCard(
  em: EntityManager,
  { cardId, change, seen, reason }: ChangeInput,
  adminId: number,
): Promise<ChangedCard> {
  if (change === 'discard') return discardDraft(em, cardId);
  const isMoved = await changeStatus(em, { cardId, move: change, seen, reason, adminId });
  const card = await loadCard(em, cardId);
  if (card === null) return { type: 'gone' };
  if (!isMoved)
    throw new AppError('card_changed', `${change} is nothing for a card ${card.status}`);
  return { type: 'changed', card };
}

/** Deletes a draft with its photo rows and checks. A draft that is gone already counts as discarded. */
async function discardDraft(em: EntityManager, cardId: string): Promise<ChangedCard> {
  await em.nativeDelete(Card, { id: cardId, status: 'draft' });
  const isGone = (await em.count(Card, { id: cardId })) === 0;
  return { type: isGone ? 'discarded' : 'not_a_draft' };
}
