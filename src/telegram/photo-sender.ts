import { type Api, InputFile } from 'grammy';
import type { Logger } from '../log.ts';
import type { Showable } from '../photos/showables.ts';
import { StorageError } from '../storage/storage-error.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { isAboutFileId, outcomeOf } from './outcome.ts';

export interface PhotoSenderDependencies {
  readonly api: Api;
  readonly botId: number;
  readonly log: Logger;
}

/**
 * Sends photos to a chat: two as an album, one as a photo. A photo goes by the id that Telegram has for
 * it; where it has none, or does not take it, the photo is uploaded and the new id is kept. What cannot be
 * had, or what Telegram never takes, is left out. Returns how many were sent; throws what grammY throws
 * when trying again may help or nobody can be reached.
 */
export async function sendPhotos(
  dependencies: PhotoSenderDependencies,
  chat: Chat,
  photos: readonly Showable[],
  signal: AbortSignal,
): Promise<number> {
  const { botId, log } = dependencies;
  const knownId = ({ fileId, fileBotId }: Showable) => (fileBotId === botId ? fileId : null);
  const uploaded = (photo: Showable) => readPhoto(dependencies, photo, signal);
  const quickest = async (photo: Showable) => knownId(photo) ?? (await uploaded(photo));
  const attempts = photos.some(knownId) ? [quickest, uploaded] : [uploaded];
  for (const choose of attempts) {
    try {
      return await sendAs(dependencies, { chat, photos, choose }, signal);
    } catch (error) {
      const outcome = outcomeOf(error);
      const isBadId = choose === quickest && isAboutFileId(error);
      if (outcome.type !== 'refused' && !isBadId) throw error;
      const reason = error instanceof Error ? error.message : '';
      log.warn({ ...photos[0]?.about, reason }, 'Telegram refused photos');
    }
  }
  return 0;
}

/** Returns null when the store cannot give the photo now. */
async function readPhoto(
  { log }: PhotoSenderDependencies,
  photo: Showable,
  signal: AbortSignal,
): Promise<InputFile | null> {
  try {
    return new InputFile(await photo.bytes(signal), `${photo.shows}.jpg`);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    log.warn({ code: error.code, reason: error.message }, 'a photo could not be read to be shown');
    return null;
  }
}

type Media = string | InputFile;

/** Photos on their way to a chat, each in the form that `choose` gives it. */
interface Album {
  readonly chat: Chat;
  readonly photos: readonly Showable[];
  readonly choose: (photo: Showable) => Promise<Media | null>;
}

/** Sends an album, keeps the ids of what was uploaded, and returns how many photos were sent. */
async function sendAs(
  { api, botId }: PhotoSenderDependencies,
  { chat, photos, choose }: Album,
  signal: AbortSignal,
): Promise<number> {
  const chosen = await Promise.all(
    photos.map(async (photo) => ({ photo, media: await choose(photo) })),
  );
  const sending = chosen.filter(
    (each): each is { photo: Showable; media: Media } => each.media !== null,
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
    await photo.remember({ fileId, botId });
  }
  return sending.length;
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
