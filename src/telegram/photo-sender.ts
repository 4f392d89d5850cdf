import { type Api, InputFile } from 'grammy';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { rememberFileId, type ShownPhoto } from '../services/photos.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { StorageError } from '../storage/storage-error.ts';
import { isRefused } from './outcome.ts';

/** Telegram's words for a file id that it does not, or no longer, take. Source: tdlib/telegram-bot-api. */
const WRONG_FILE_ID = /wrong (remote )?file|file_?id|file reference|wrong type of the web page/i;

export interface PhotoSenderDependencies {
  readonly api: Api;
  readonly botId: number;
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly log: Logger;
}

/**
 * Sends a card's photos to a chat: two as an album, one as a photo. A photo goes by the id that
 * Telegram has for it; where it has none, or does not take it, the photo is uploaded from the store
 * and the new id is kept. Returns false when the store is away and nothing could be sent; throws
 * what grammY throws.
 */
export async function sendPhotos(
  dependencies: PhotoSenderDependencies,
  { chatId, cardId, photos }: { chatId: number; cardId: string; photos: readonly ShownPhoto[] },
  signal: AbortSignal,
): Promise<boolean> {
  const { botId, log } = dependencies;
  const known = photos.map((photo) => (photo.fileBotId === botId ? photo.fileId : null));
  try {
    const media = await Promise.all(
      photos.map((photo, index) => known[index] ?? readPhoto(dependencies, photo, signal)),
    );
    try {
      await sendAndRemember(dependencies, { chatId, cardId, photos, media }, signal);
    } catch (error) {
      if (!known.some((id) => id !== null) || !isRefused(error, WRONG_FILE_ID)) throw error;
      const uploads = await Promise.all(
        photos.map((photo) => readPhoto(dependencies, photo, signal)),
      );
      await sendAndRemember(dependencies, { chatId, cardId, photos, media: uploads }, signal);
    }
    return true;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    log.warn({ code: error.code }, 'photos could not be read to be shown');
    return false;
  }
}

async function readPhoto(
  { photos }: PhotoSenderDependencies,
  photo: ShownPhoto,
  signal: AbortSignal,
): Promise<InputFile> {
  return new InputFile(await photos.get(photo.key, { signal }), `${photo.slot}.jpg`);
}

interface Sending {
  chatId: number;
  cardId: string;
  photos: readonly ShownPhoto[];
  media: readonly (string | InputFile)[];
}

async function sendAndRemember(
  { api, botId, database }: PhotoSenderDependencies,
  { chatId, cardId, photos, media }: Sending,
  signal: AbortSignal,
): Promise<void> {
  const [only, ...others] = media;
  if (only === undefined) return;
  const sent =
    others.length === 0
      ? [await api.sendPhoto(chatId, only, {}, signal as never)]
      : await api.sendMediaGroup(
          chatId,
          media.map((file) => ({ type: 'photo' as const, media: file })),
          {},
          signal as never,
        );
  for (const [index, photo] of photos.entries()) {
    const message = sent[index];
    const sizes = message !== undefined && 'photo' in message ? message.photo : undefined;
    const fileId = sizes?.at(-1)?.file_id;
    if (typeof media[index] === 'string' || fileId === undefined) continue;
    await rememberFileId(database, { cardId, ...photo }, { fileId, botId });
  }
}
