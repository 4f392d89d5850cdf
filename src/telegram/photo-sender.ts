import { type Api, InputFile } from 'grammy';
import type { Database } from '../database/database.ts';
import type { PhotoSlot } from '../database/entities/card.ts';
import type { Logger } from '../log.ts';
import { rememberFileId, type ShownPhoto } from '../photos/photos.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { StorageError } from '../storage/storage-error.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { isAboutFileId, outcomeOf } from './outcome.ts';

export interface PhotoSenderDependencies {
  readonly api: Api;
  readonly botId: number;
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly log: Logger;
}

/** The photos of one card, on their way to one chat. */
export interface CardPhotos {
  readonly chat: Chat;
  readonly cardId: string;
  readonly photos: readonly ShownPhoto[];
}

/**
 * Sends a card's photos to a chat: two as an album, one as a photo. A photo goes by the id that
 * Telegram has for it; where it has none, or does not take it, the photo is uploaded from the store
 * and the new id is kept. What cannot be had, or what Telegram never takes, is left out. Returns which
 * were sent; throws what grammY throws when trying again may help or nobody can be reached.
 */
export async function sendPhotos(
  dependencies: PhotoSenderDependencies,
  card: CardPhotos,
  signal: AbortSignal,
): Promise<readonly PhotoSlot[]> {
  const { botId, log } = dependencies;
  const knownId = ({ fileId, fileBotId }: ShownPhoto) => (fileBotId === botId ? fileId : null);
  const fromStore = (photo: ShownPhoto) => readPhoto(dependencies, photo, signal);
  const quickest = async (photo: ShownPhoto) => knownId(photo) ?? (await fromStore(photo));
  const attempts = card.photos.some(knownId) ? [quickest, fromStore] : [fromStore];
  for (const choose of attempts) {
    try {
      return await sendAs(dependencies, card, choose, signal);
    } catch (error) {
      const outcome = outcomeOf(error);
      const isBadId = choose === quickest && isAboutFileId(error);
      if (outcome.type !== 'refused' && !isBadId) throw error;
      const reason = error instanceof Error ? error.message : '';
      log.warn({ cardId: card.cardId, reason }, 'Telegram refused photos');
    }
  }
  return [];
}

/** Returns null when the store cannot give the photo now. */
async function readPhoto(
  { photos, log }: PhotoSenderDependencies,
  photo: ShownPhoto,
  signal: AbortSignal,
): Promise<InputFile | null> {
  try {
    return new InputFile(await photos.get(photo.key, { signal }), `${photo.slot}.jpg`);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    log.warn({ code: error.code, reason: error.message }, 'a photo could not be read to be shown');
    return null;
  }
}

type Media = string | InputFile;

/** Sends the photos in the form that `choose` gives them, and keeps the ids of those that were uploaded. */
async function sendAs(
  { api, botId, database }: PhotoSenderDependencies,
  { chat, cardId, photos }: CardPhotos,
  choose: (photo: ShownPhoto) => Promise<Media | null>,
  signal: AbortSignal,
): Promise<PhotoSlot[]> {
  const chosen = await Promise.all(
    photos.map(async (photo) => ({ photo, media: await choose(photo) })),
  );
  const sending = chosen.filter(
    (each): each is { photo: ShownPhoto; media: Media } => each.media !== null,
  );
  const sent = await sendMedia(
    api,
    chat,
    sending.map(({ media }) => media),
    signal,
  );
  for (const [index, { photo, media }] of sending.entries()) {
    const fileId = sent[index];
    if (typeof media === 'string' || fileId === undefined) continue;
    await rememberFileId(database, { cardId, ...photo }, { fileId, botId });
  }
  return sending.map(({ photo }) => photo.slot);
}

/** Returns the ids that Telegram gave the photos. */
async function sendMedia(
  api: Api,
  chat: Chat,
  media: readonly Media[],
  signal: AbortSignal,
): Promise<(string | undefined)[]> {
  const [only, ...others] = media;
  if (only === undefined) return [];
  if (others.length === 0) {
    const { photo } = await api.sendPhoto(chat.id, only, inTopic(chat), callSignal(signal));
    return [photo.at(-1)?.file_id];
  }
  const album = media.map((file) => ({ type: 'photo' as const, media: file }));
  const messages = await api.sendMediaGroup(chat.id, album, inTopic(chat), callSignal(signal));
  return messages.map((message) =>
    'photo' in message ? message.photo.at(-1)?.file_id : undefined,
  );
}
