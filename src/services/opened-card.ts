import type { EntityManager } from '@mikro-orm/postgresql';
import type { CardView } from '../../machines/context.ts';
import { Card, Photo } from '../database/entities/card.ts';

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

/** Switches a card that is not a draft on or off and returns it as it is then; null when it is gone. */
export async function setCardStatus(
  em: EntityManager,
  { cardId, status }: { cardId: string; status: 'active' | 'deactivated' },
): Promise<CardView | null> {
  await em.nativeUpdate(Card, { id: cardId, status: { $ne: 'draft' } }, { status });
  return loadCard(em, cardId);
}

/** Deletes a draft with its photo rows and checks; says whether it was one. A draft that is gone already counts as discarded. */
export async function discardDraft(
  em: EntityManager,
  cardId: string,
): Promise<{ discarded: boolean }> {
  await em.nativeDelete(Card, { id: cardId, status: 'draft' });
  return { discarded: (await em.count(Card, { id: cardId })) === 0 };
}
