import type { EntityManager } from '@mikro-orm/postgresql';
import type { CardView } from '../../../machines/context.ts';
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

/** What a card is before it becomes what it is switched to. */
const SWITCHED_FROM = { active: 'deactivated', deactivated: 'active' } as const;

/**
 * Switches an active card off, or one that is off on, and returns it as it is then; null when it is
 * gone. Throws `card_changed` when it is not what it would be switched from: somebody else changed
 * it first, and what it is now stays.
 */
export async function setCardStatus(
  em: EntityManager,
  { cardId, status }: { cardId: string; status: 'active' | 'deactivated' },
): Promise<CardView | null> {
  const from = SWITCHED_FROM[status];
  const switched = await em.nativeUpdate(Card, { id: cardId, status: from }, { status });
  const card = await loadCard(em, cardId);
  if (card !== null && switched === 0) {
    throw new AppError('card_changed', `the card was not ${from} any more`);
  }
  return card;
}

/** Deletes a draft with its photo rows and checks; says whether it was one. A draft that is gone already counts as discarded. */
export async function discardDraft(
  em: EntityManager,
  cardId: string,
): Promise<{ discarded: boolean }> {
  await em.nativeDelete(Card, { id: cardId, status: 'draft' });
  return { discarded: (await em.count(Card, { id: cardId })) === 0 };
}
