import type { EntityManager } from '@mikro-orm/postgresql';
import type {
  CardChange,
  CardView,
  ChangedCard,
} from '../../../machines/parts/opened-card/slice.ts';
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

/** What each way of switching makes of a card, and out of what. */
const SWITCHES = {
  activate: { from: 'deactivated', to: 'active' },
  deactivate: { from: 'active', to: 'deactivated' },
} as const;

/**
 * Makes a change to a card, and returns what came of it. Throws `card_changed` when it is not what it
 * would be switched from: somebody else changed it first, and what it is now stays.
 */
export function changeCard(
  em: EntityManager,
  { cardId, change }: { cardId: string; change: CardChange },
): Promise<ChangedCard> {
  return change === 'discard' ? discardDraft(em, cardId) : switchCard(em, cardId, SWITCHES[change]);
}

/** Switches an active card off, or one that is off on. */
async function switchCard(
  em: EntityManager,
  cardId: string,
  { from, to }: (typeof SWITCHES)[keyof typeof SWITCHES],
): Promise<ChangedCard> {
  const switched = await em.nativeUpdate(Card, { id: cardId, status: from }, { status: to });
  const card = await loadCard(em, cardId);
  if (card === null) return { type: 'gone' };
  if (switched === 0) throw new AppError('card_changed', `the card was not ${from} any more`);
  return { type: 'changed', card };
}

/** Deletes a draft with its photo rows and checks. A draft that is gone already counts as discarded. */
async function discardDraft(em: EntityManager, cardId: string): Promise<ChangedCard> {
  await em.nativeDelete(Card, { id: cardId, status: 'draft' });
  const isGone = (await em.count(Card, { id: cardId })) === 0;
  return { type: isGone ? 'discarded' : 'not_a_draft' };
}
