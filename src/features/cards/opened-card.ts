import type { EntityManager } from '@mikro-orm/postgresql';
import { type CardMove, moveOf } from '../../../machines/card-life.ts';
import type {
  CardView,
  ChangedCard,
  ChangeInput,
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
  const isMoved = await moveCard(em, { cardId, change, seen, reason }, adminId);
  const card = await loadCard(em, cardId);
  if (card === null) return { type: 'gone' };
  if (!isMoved)
    throw new AppError('card_changed', `${change} is nothing for a card ${card.status}`);
  return { type: 'changed', card };
}

/** Changes the status, if it is the one that the admin saw and one from which that is possible, and adds it to the history. Returns whether it did. */
async function moveCard(
  em: EntityManager,
  { cardId, change, seen, reason }: ChangeInput & { readonly change: CardMove },
  adminId: number,
): Promise<boolean> {
  const { from, to, needsReason } = moveOf(change);
  if (needsReason && reason === null) throw new Error(`${change} without a reason`);
  const moved = await em.execute(
    `with before as (
       select id, status from card where id = ? for no key update
     ), moved as (
       update card set status = ?, status_at = now() from before
       where card.id = before.id and before.status = ? and before.status in (${from.map(() => '?').join()})
       returning card.id, before.status as status_before, card.status as status_after
     )
     insert into card_history (card_id, admin_id, change, status_before, status_after, reason)
     select id, ?, 'status', status_before, status_after, ? from moved returning card_id`,
    [cardId, to, seen, ...from, adminId, reason],
  );
  return moved.length > 0;
}

/** Deletes a draft with its photo rows and checks. A draft that is gone already counts as discarded. */
async function discardDraft(em: EntityManager, cardId: string): Promise<ChangedCard> {
  await em.nativeDelete(Card, { id: cardId, status: 'draft' });
  const isGone = (await em.count(Card, { id: cardId })) === 0;
  return { type: isGone ? 'discarded' : 'not_a_draft' };
}
