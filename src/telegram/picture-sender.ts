import { setTimeout as pause } from 'node:timers/promises';
import { type Api, InputFile } from 'grammy';
import type { PictureShows } from '../database/entities/card.ts';
import { PhotoError } from '../images/photo-error.ts';
import { photosOf, rememberFileId } from '../photos/photos.ts';
import { knownPicture, type Picture, rememberPictureFileId } from '../photos/picture-rows.ts';
import type { Pictures } from '../photos/pictures.ts';
import { StorageError } from '../storage/storage-error.ts';
import { callSignal } from './call-signal.ts';
import { type Chat, inTopic } from './chat.ts';
import { isAboutFileId, outcomeOf } from './outcome.ts';
import type { PhotoSenderDependencies } from './photo-sender.ts';

export interface PictureSenderDependencies extends PhotoSenderDependencies {
  readonly pictures: Pick<Pictures, 'make' | 'bytesOf'>;
}

/** One card's picture on its way to one chat. `picture` null: none is known yet. */
export interface CardPicture {
  readonly chat: Chat;
  readonly cardId: string;
  readonly picture: Picture | null;
}

type PhotoOptions = NonNullable<Parameters<Api['sendPhoto']>[2]>;

/** What can be sent in place of nothing: the picture, or one of the photos that it would show. */
interface Candidate extends Picture {
  /** The id by which this bot can show it by now: since it was read, somebody may have uploaded it. */
  idNow(): Promise<string | null>;
  /** Notes the id that Telegram gave it. */
  remember(file: { fileId: string; botId: number }): Promise<void>;
}

/** How a picture ended: a card may have no photos, and those that it has may be out of reach. */
export type PictureSent = 'sent' | 'no_photos' | 'photos_away';

/** Sends the pictures of cards. */
export interface PictureSender {
  /**
   * Sends a card's picture as one photo, with what `optionsFor` gives for what is to be seen on it. It
   * goes by the id that Telegram has for it; where there is none, or Telegram does not take it, it is
   * uploaded and the new id kept. Where the picture cannot be had, the photo of the packaged card takes
   * its place, or else the original one. Throws what grammY throws when trying again may help or nobody
   * can be reached.
   */
  send(card: CardPicture, optionsFor: OptionsFor, signal: AbortSignal): Promise<PictureSent>;
}

type OptionsFor = (shows: PictureShows) => PhotoOptions;

/** One sending of one card's picture. */
interface Sending extends CardPicture {
  readonly dependencies: PictureSenderDependencies;
  readonly optionsFor: OptionsFor;
  readonly signal: AbortSignal;
}

export function createPictureSender(dependencies: PictureSenderDependencies): PictureSender {
  const uploads: Uploads = new Map();
  return {
    async send(card, optionsFor, signal) {
      const sending = { ...card, dependencies, optionsFor, signal };
      let hasPhotos = false;
      for await (const candidate of candidatesOf(sending)) {
        hasPhotos = true;
        if (await sendOne(sending, candidate, uploads)) return 'sent';
      }
      return hasPhotos ? 'photos_away' : 'no_photos';
    },
  };
}

/** The uploads under way by the key of what they upload: each resolves to the id that Telegram gave it, if any. */
type Uploads = Map<string, Promise<string | null>>;

async function* candidatesOf(sending: Sending): AsyncGenerator<Candidate> {
  const { cardId, dependencies } = sending;
  const { database, pictures } = dependencies;
  const picture = sending.picture ?? (await pictures.make(cardId));
  if (picture !== null) {
    const { key } = picture;
    yield {
      ...picture,
      async idNow() {
        const now = await knownPicture(database, cardId);
        return now === null ? null : knownId(sending, now);
      },
      remember: (file) => rememberPictureFileId(database, { cardId, key }, file),
    };
  }
  for (const photo of (await photosOf(database, cardId)).toReversed()) {
    if (photo.key === picture?.key) continue;
    const remember: Candidate['remember'] = (file) =>
      rememberFileId(database, { cardId, ...photo }, file);
    yield { ...photo, shows: photo.slot, idNow: async () => null, remember };
  }
}

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
async function sendOne(sending: Sending, candidate: Candidate, uploads: Uploads): Promise<boolean> {
  const { key, shows } = candidate;
  const known = knownId(sending, candidate) ?? (await candidate.idNow());
  if (known !== null && (await post(sending, known, shows)) !== null) return true;
  const mine = Promise.withResolvers<string | null>();
  const id = await idOfAnother(uploads, key, mine.promise);
  if (id !== null && (await post(sending, id, shows)) !== null) return true;
  uploads.set(key, mine.promise);
  try {
    const uploaded = await upload(sending, candidate);
    mine.resolve(uploaded);
    return uploaded !== null;
  } finally {
    mine.resolve(null);
    if (uploads.get(key) === mine.promise) uploads.delete(key);
  }
}

/** The id by which this bot can show it; null: none is known. */
function knownId(
  { dependencies: { botId } }: Sending,
  { fileId, fileBotId }: Pick<Picture, 'fileId' | 'fileBotId'>,
): string | null {
  return fileBotId === botId ? fileId : null;
}

/** Returns the id that Telegram gave it; null when the store cannot give it now, or Telegram does not take it. */
async function upload(sending: Sending, candidate: Candidate): Promise<string | null> {
  const { botId, log } = sending.dependencies;
  const bytes = await bytesOf(sending, candidate);
  if (bytes === null) return null;
  const fileId = await post(sending, new InputFile(bytes, 'card.jpg'), candidate.shows);
  if (fileId === null) return null;
  await candidate.remember({ fileId, botId }).catch((error: unknown) => {
    // The message is there: it must not be sent again for the sake of a note.
    log.warn({ cardId: sending.cardId, err: error }, 'the id of a picture could not be kept');
  });
  return fileId;
}

async function bytesOf(
  { cardId, dependencies: { pictures, log }, signal }: Sending,
  candidate: Candidate,
): Promise<Buffer | null> {
  try {
    return await pictures.bytesOf(cardId, candidate, signal);
  } catch (error) {
    if (!(error instanceof StorageError || error instanceof PhotoError)) throw error;
    log.warn({ code: error.code, cardId }, 'a picture could not be read to be shown');
    return null;
  }
}

/** Returns the id that Telegram has for what was sent; null when it does not take it. */
async function post(
  { chat, cardId, dependencies: { api, log }, optionsFor, signal }: Sending,
  media: string | InputFile,
  shows: PictureShows,
): Promise<string | null> {
  try {
    const options = { ...inTopic(chat), ...optionsFor(shows) };
    const message = await api.sendPhoto(chat.id, media, options, callSignal(signal));
    return message.photo.at(-1)?.file_id ?? '';
  } catch (error) {
    const outcome = outcomeOf(error);
    const isBadId = typeof media === 'string' && isAboutFileId(error);
    if (outcome.type !== 'refused' && !isBadId) throw error;
    const reason = error instanceof Error ? error.message : '';
    log.warn({ cardId, reason }, 'Telegram refused a picture');
    return null;
  }
}
