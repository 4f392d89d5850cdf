import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredPhoto } from '../../machines/context.ts';
import { createCode } from '../codes/verification-code.ts';
import { Card, Photo, type PhotoSlot } from '../database/entities/card.ts';
import { AppError } from '../errors.ts';

export interface NewCard {
  readonly cardId: string;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly original: StoredPhoto;
}

/**
 * Registers a card as a draft with its original photo and returns the code it got: the one asked
 * for, or, should a card already carry that one, a new one. A card id that is registered already
 * keeps its card and code.
 */
export async function registerCard(
  em: EntityManager,
  card: NewCard,
  by: { adminId: number; botId: number },
): Promise<{ code: string }> {
  for (let code = card.code; ; code = createCode()) {
    const inserted = await em.execute<{ code: string }[]>(
      `insert into card (id, code, name, description, status, registered_by)
       values (?, ?, ?, ?, 'draft', ?) on conflict do nothing returning code`,
      [card.cardId, code, card.name, card.description, by.adminId],
    );
    if (inserted.length > 0) {
      await keepPhoto(
        em,
        { cardId: card.cardId, slot: 'original', photo: card.original },
        by.botId,
      );
      return { code };
    }
    const existing = await em.findOne(Card, { id: card.cardId });
    if (existing !== null) return { code: existing.code };
  }
}

/** Attaches the packaged photo, or none, and makes a draft active. Throws `card_gone` when the card was discarded meanwhile. */
export async function activateCard(
  em: EntityManager,
  { cardId, packaged }: { cardId: string; packaged: StoredPhoto | null },
  botId: number,
): Promise<void> {
  const found = await em.nativeUpdate(Card, { id: cardId, status: 'draft' }, { status: 'active' });
  if (found === 0 && (await em.count(Card, { id: cardId })) === 0) {
    throw new AppError('card_gone', 'the card was discarded before it could be activated');
  }
  if (packaged !== null) await keepPhoto(em, { cardId, slot: 'packaged', photo: packaged }, botId);
}

async function keepPhoto(
  em: EntityManager,
  { cardId, slot, photo }: { cardId: string; slot: PhotoSlot; photo: StoredPhoto },
  botId: number,
): Promise<void> {
  const { fileId, ...stored } = photo;
  await em.upsert(
    Photo,
    { card: cardId, slot, ...stored, fileId, fileBotId: fileId === null ? null : botId },
    { onConflictFields: ['card', 'slot'] },
  );
}
