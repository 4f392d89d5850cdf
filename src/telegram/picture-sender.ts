import { setTimeout as pause } from 'node:timers/promises';
import { type Api, InputFile } from 'grammy';
import type { PictureShows } from '../database/entities/card.ts';
import { PhotoError } from '../images/photo-error.ts';
import type { KnownFile, Showable } from '../photos/showables.ts';
import { StorageError } from '../storage/storage-error.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { isAboutFileId, outcomeOf } from './outcome.ts';
import type { PhotoSenderDependencies } from './photo-sender.ts';

/** How a photo is sent: its caption and its buttons. */
export type PhotoOptions = NonNullable<Parameters<Api['sendPhoto']>[2]>;

/** How a picture ended: there may be none, and those that there are may be out of reach. */
export type PictureSent = 'sent' | 'no_photos' | 'photos_away';

/** Sends pictures, each as one photo. */
export interface PictureSender {
  /**
   * Sends the first of the pictures that can be had, with what `optionsFor` gives for what is to be seen on
   * it. It goes by the id that Telegram has for it; where there is none, or Telegram does not take it, it is
   * uploaded and the new id kept. Throws what grammY throws when trying again may help or nobody can be
   * reached.
   */
  send(
    chat: Chat,
    pictures: AsyncIterable<Showable>,
    optionsFor: OptionsFor,
    signal: AbortSignal,
  ): Promise<PictureSent>;
}

type OptionsFor = (shows: PictureShows) => PhotoOptions;

/** One sending of one picture. */
interface Sending {
  readonly dependencies: PhotoSenderDependencies;
  readonly chat: Chat;
  readonly picture: Showable;
  readonly optionsFor: OptionsFor;
  readonly signal: AbortSignal;
}

export function createPictureSender(dependencies: PhotoSenderDependencies): PictureSender {
  const uploads: Uploads = new Map();
  return {
    async send(chat, pictures, optionsFor, signal) {
      let hasPhotos = false;
      for await (const picture of pictures) {
        hasPhotos = true;
        if (await sendOne({ dependencies, chat, picture, optionsFor, signal }, uploads)) {
          return 'sent';
        }
      }
      return hasPhotos ? 'photos_away' : 'no_photos';
    },
  };
}

/** The uploads under way by the key of what they upload: each resolves to the id that Telegram gave it, if any. */
type Uploads = Map<string, Promise<string | null>>;

/**
 * So long, in milliseconds, an upload of another chat is waited for. It takes a part of that; one that
 * Telegram holds up there must hold up nobody else.
 */
const LONGEST_WAIT_MS = 2_000;

/**
 * The id of an upload that is under way for another chat; null: there is none, or it took too long. Then
 * `mine` stands for the upload that is under way, at once: who looks in the same moment finds it.
 */
async function idOfAnother(
  uploads: Uploads,
  key: string,
  mine: Promise<string | null>,
): Promise<string | null> {
  const waited = new AbortController();
  const longest = pause(LONGEST_WAIT_MS, null, { signal: waited.signal }).catch(() => null);
  let isOver = false;
  void longest.then(() => {
    isOver = true;
  });
  try {
    // Where it came to nothing, one of those that waited uploads next, and the others wait for that.
    for (let other = uploads.get(key); other !== undefined && !isOver; other = uploads.get(key)) {
      const id = await Promise.race([other, longest]);
      if (id !== null) return id;
    }
    uploads.set(key, mine);
    return null;
  } finally {
    waited.abort();
  }
}

/** Many may need the same picture at the same time, and one upload is enough: the others wait for its id, a moment. */
async function sendOne(sending: Sending, uploads: Uploads): Promise<boolean> {
  const { picture } = sending;
  const { key } = picture;
  const known = knownId(sending, picture) ?? knownId(sending, await picture.knownNow());
  if (known !== null && (await post(sending, known)) !== null) return true;
  const mine = Promise.withResolvers<string | null>();
  const id = await idOfAnother(uploads, key, mine.promise);
  if (id !== null && (await post(sending, id)) !== null) return true;
  uploads.set(key, mine.promise);
  try {
    const uploaded = await upload(sending);
    mine.resolve(uploaded);
    return uploaded !== null;
  } finally {
    mine.resolve(null);
    if (uploads.get(key) === mine.promise) uploads.delete(key);
  }
}

/** The id by which this bot can show it; null: none is known. */
function knownId({ dependencies: { botId } }: Sending, known: KnownFile | null): string | null {
  return known?.fileBotId === botId ? known.fileId : null;
}

/** Returns the id that Telegram gave it; null when the store cannot give it now, or Telegram does not take it. */
async function upload(sending: Sending): Promise<string | null> {
  const { picture, dependencies } = sending;
  const { botId, log } = dependencies;
  const bytes = await bytesOf(sending);
  if (bytes === null) return null;
  const fileId = await post(sending, new InputFile(bytes, 'card.jpg'));
  if (fileId === null) return null;
  await picture.remember({ fileId, botId }).catch((error: unknown) => {
    // The message is there: it must not be sent again for the sake of a note.
    log.warn({ ...picture.about, err: error }, 'the id of a picture could not be kept');
  });
  return fileId;
}

async function bytesOf({
  picture,
  dependencies: { log },
  signal,
}: Sending): Promise<Buffer | null> {
  try {
    return await picture.bytes(signal);
  } catch (error) {
    if (!(error instanceof StorageError || error instanceof PhotoError)) throw error;
    log.warn({ code: error.code, ...picture.about }, 'a picture could not be read to be shown');
    return null;
  }
}

/** Returns the id that Telegram has for what was sent; null when it does not take it. */
async function post(
  { chat, picture, dependencies: { api, log }, optionsFor, signal }: Sending,
  media: string | InputFile,
): Promise<string | null> {
  try {
    const options = { ...inTopic(chat), ...optionsFor(picture.shows) };
    const message = await api.sendPhoto(chat.id, media, options, callSignal(signal));
    return message.photo.at(-1)?.file_id ?? '';
  } catch (error) {
    const outcome = outcomeOf(error);
    const isBadId = typeof media === 'string' && isAboutFileId(error);
    if (outcome.type !== 'refused' && !isBadId) throw error;
    const reason = error instanceof Error ? error.message : '';
    log.warn({ ...picture.about, reason }, 'Telegram refused a picture');
    return null;
  }
}
