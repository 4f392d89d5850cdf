import type { EntityManager } from '@mikro-orm/postgresql';
import type { CardStatus } from '../../machines/card-life.ts';

/** What was changed of a card, by which admin; `reason` is null where nobody was asked. */
export interface HistoryEntry {
  readonly cardId: string;
  readonly adminId: number;
  readonly change: 'registered' | 'status';
  readonly before?: CardStatus;
  readonly after?: CardStatus;
  readonly reason?: string | null;
}

/** Adds to the history of a card, in the transaction that changes it. Nothing of it is ever changed or taken back. */
export async function noteHistory(
  em: EntityManager,
  { cardId, adminId, change, before, after, reason }: HistoryEntry,
): Promise<void> {
  await em.execute(
    `insert into card_history (card_id, admin_id, change, status_before, status_after, reason)
     values (?, ?, ?, ?, ?, ?)`,
    [cardId, adminId, change, before ?? null, after ?? null, reason ?? null],
  );
}
