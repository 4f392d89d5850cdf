import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredPhoto } from '../../../machines/session/nouns.ts';
import { changeStatus } from '../../cards/change-status.ts';
import { noteHistory } from '../../cards/history.ts';
import { createCode } from '../../codes/verification-code.ts';
import { Card, Photo, type PhotoSlot } from '../../database/entities/card.ts';
import { AppError } from '../../errors.ts';
import { type NewPicture, nameOnlyPhoto, namePicture } from '../../photos/picture-rows.ts';

export interface NewCard {
  readonly cardId: string;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly original: StoredPhoto;
}

/** The operation of one admin that makes a draft active; its key tells a repeat of it from another's. */
export interface Activation {
  readonly cardId: string;
  /** The photo of the packaged card; null: there is none. */
  readonly packaged: StoredPhoto | null;
  /** The picture of both photos; null or left out: there is none, or it is made when it is needed. */
  readonly picture?: NewPicture | null;
  /** The operation's key: the same for each run and attempt of it, and no other operation's. */
  readonly operation: string;
}

/**
 * Registers a card as a draft with its original photo and returns the code it got: the one asked
 * for, or, should a card already carry that one, a new one. The same draft of the same admin again
 * keeps its code; throws `card_changed` when the card's id stands for anything else by now.
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
      await noteHistory(em, { cardId: card.cardId, adminId: by.adminId, change: 'registered' });
      return { code };
    }
    const existing = await em.findOne(Card, { id: card.cardId }, { populate: ['photos'] });
    if (existing === null) continue;
    if (isSameDraft(existing, card, by.adminId)) return { code: existing.code };
    throw new AppError('card_changed', 'the card was registered otherwise meanwhile');
  }
}

/** Whether a card is what registering it would make of it. */
function isSameDraft(existing: Card, card: NewCard, adminId: number): boolean {
  const { status, registeredBy, name, description } = existing;
  const isAsAsked = name === card.name && description === card.description;
  const photos = existing.photos.getItems().map(({ slot, key }) => `${slot} ${key}`);
  const isPhotoAsAsked = photos.join() === `original ${card.original.key}`;
  return status === 'draft' && registeredBy === adminId && isAsAsked && isPhotoAsAsked;
}

/**
 * Makes a draft active and attaches the packaged photo, or none, and names the picture: one does not
 * happen without the other, so that nobody's photo takes the place of what an active card is proved by. The same
 * operation again changes nothing. Throws `card_gone` when the card was discarded meanwhile, and
 * `card_changed` when somebody else finished it, whatever it is by now.
 */
export async function activateCard(
  em: EntityManager,
  { cardId, packaged, picture, operation }: Activation,
  { adminId, botId }: { adminId: number; botId: number },
): Promise<void> {
  const isActivated = await changeStatus(em, {
    ...{ cardId, move: 'finish', seen: 'draft', reason: null },
    ...{ adminId, activatedBy: operation },
  });
  if (isActivated) {
    if (packaged !== null) {
      await keepPhoto(em, { cardId, slot: 'packaged', photo: packaged }, botId);
    }
    if (picture) await namePicture(em, cardId, picture);
    else await nameOnlyPhoto(em, cardId);
    return;
  }
  const card = await em.findOne(Card, { id: cardId });
  if (card === null) {
    throw new AppError('card_gone', 'the card was discarded before it could be activated');
  }
  if (card.status !== 'active' || card.activatedBy !== operation) {
    throw new AppError('card_changed', 'another operation made the card active');
  }
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
