import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { type CardMove, type CardStatus, moveOf } from '../../machines/card-life.ts';
import { Card } from '../database/entities/card.ts';
import { noteHistory } from './history.ts';

/** What an admin makes of a card that they saw in a status; the key of the operation is kept where it makes a draft active. */
export interface StatusChange {
  readonly cardId: string;
  readonly move: CardMove | 'finish';
  readonly seen: CardStatus;
  readonly reason: string | null;
  readonly adminId: number;
  readonly activatedBy?: string;
}

/**
 * Changes the status of a card and adds that to its history, if the card is still what was seen, and can
 * be changed so.
 *
 * @returns whether it did; else nothing has changed
 * @throws when a reason is needed and there is none, which no admin can bring about
 */
export async function changeStatus(
  em: EntityManager,
  { cardId, move, seen, reason, adminId, ...more }: StatusChange,
): Promise<boolean> {
  const { from, to, needsReason } = moveOf(move);
  if (needsReason && reason === null) throw new Error(`${move} without a reason`);
  if (!from.includes(seen)) return false;
  const changed = await em.nativeUpdate(
    Card,
    { id: cardId, status: seen },
    { status: to, statusAt: raw('now()'), ...more },
  );
  if (changed === 0) return false;
  await noteHistory(em, { cardId, adminId, change: 'status', before: seen, after: to, reason });
  return true;
}
