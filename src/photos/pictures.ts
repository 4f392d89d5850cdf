import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { AppError } from '../errors.ts';
import { createTurns } from '../images/create-turns.ts';
import type { drawPicture } from '../images/draw-picture.ts';
import { PhotoError } from '../images/photo-error.ts';
import type { Logger } from '../log.ts';
import { photoKey } from '../storage/photo-key.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { StorageError } from '../storage/storage-error.ts';
import { photosOf, type ShownPhoto } from './photos.ts';
import {
  knownPicture,
  type NewPicture,
  nameOnlyPhoto,
  namePicture,
  type Picture,
} from './picture-rows.ts';

export interface PictureDependencies {
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly draw: typeof drawPicture;
  readonly log: Logger;
}

/** The pictures that verdicts show: drawn when a card gets its photos, or when they are first needed. */
export interface Pictures {
  /**
   * Draws the picture of a card whose packaged photo was just stored, and stores it. Null when that
   * cannot be done now: then whoever needs the picture first makes it. Throws the signal's reason.
   */
  drawFor(
    card: { cardId: string; packagedKey: string },
    signal: AbortSignal,
  ): Promise<NewPicture | null>;
  /**
   * The picture of a card that has none named yet: makes it and names it. Null when the card has no
   * photos, or when the picture cannot be made within {@link PATIENCE_MS}; it is made all the same then,
   * for who comes next. Throws what the database throws.
   */
  make(cardId: string): Promise<Picture | null>;
  /** The bytes of a picture, drawn anew where the store has lost them. Throws a `StorageError`, a `PhotoError`, or the signal's reason. */
  bytesOf(cardId: string, picture: Picture, signal: AbortSignal): Promise<Buffer>;
}

/** A verdict waits so long for a picture that has to be made first. */
export const PATIENCE_MS = 3_000;

/** Making one takes less than a second; a store that takes longer than this has none for us. */
const LONGEST_MS = 20_000;

/** After a picture could not be made the next verdicts are not kept waiting for theirs: the store is away, most likely. */
const REST_MS = 10_000;

/** So many photos at a time are held decoded: two. */
const PLACES = 1;

export function createPictures(dependencies: PictureDependencies): Pictures {
  const { database, photos, draw, log } = dependencies;
  const takeTurn = createTurns(PLACES);
  const underWay = new Map<string, Promise<Picture | null>>();
  let restUntil = 0;

  /** In turn, so that few photos are in memory. The same photos give the same bytes, so anybody may do it at the same time. */
  const drawBoth = (originalKey: string, packagedKey: string, signal: AbortSignal) =>
    takeTurn(async () => {
      const original = await photos.get(originalKey, { signal });
      const packaged = await photos.get(packagedKey, { signal });
      return draw(original, packaged);
    }, signal);

  async function drawAndStore(
    cardId: string,
    keys: { original: string; packaged: string },
    signal: AbortSignal,
  ): Promise<NewPicture> {
    const bytes = await drawBoth(keys.original, keys.packaged, signal);
    const key = pictureKey(cardId, bytes);
    await photos.put(key, bytes, { contentType: 'image/jpeg', signal });
    return { key, size: bytes.length };
  }

  async function makeAndName(cardId: string): Promise<Picture | null> {
    const card = await photosOf(database, cardId);
    if (card.length === 0) return null;
    const { original, packaged } = bySlot(card);
    const em = database.fork();
    if (original === undefined || packaged === undefined) {
      await nameOnlyPhoto(em, cardId);
      return (await knownPicture(database, cardId)) ?? onlyOf(card);
    }
    const keys = { original: original.key, packaged: packaged.key };
    const made = await drawAndStore(cardId, keys, AbortSignal.timeout(LONGEST_MS));
    await namePicture(em, cardId, made);
    return knownPicture(database, cardId);
  }

  /** Those who need the same picture wait for the same drawing. */
  function makeOnce(cardId: string): Promise<Picture | null> {
    const making =
      underWay.get(cardId) ??
      makeAndName(cardId)
        .catch((error: unknown) => {
          if (!isOfPhotos(error)) throw error;
          if (!isOfOneCard(error)) restUntil = performance.now() + REST_MS;
          noteFailure(log, cardId, error);
          return null;
        })
        .finally(() => underWay.delete(cardId));
    underWay.set(cardId, making);
    return making;
  }

  return {
    async drawFor({ cardId, packagedKey }, signal) {
      try {
        const { original } = bySlot(await photosOf(database, cardId));
        if (original === undefined) return null;
        const keys = { original: original.key, packaged: packagedKey };
        return await drawAndStore(cardId, keys, signal);
      } catch (error) {
        signal.throwIfAborted();
        noteFailure(log, cardId, error);
        return null;
      }
    },
    async make(cardId) {
      if (performance.now() < restUntil) return null;
      const making = makeOnce(cardId);
      const patience = new AbortController();
      const end = pause(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null);
      try {
        return await Promise.race([making, end]);
      } finally {
        patience.abort();
        making.catch(() => {});
      }
    },
    async bytesOf(cardId, { shows, key }, signal) {
      try {
        return await photos.get(key, { signal });
      } catch (error) {
        if (shows !== 'both' || !isLost(error)) throw error;
        const { original, packaged } = bySlot(await photosOf(database, cardId));
        if (original === undefined || packaged === undefined) throw error;
        const bytes = await drawBoth(original.key, packaged.key, signal);
        // Another key is named by nobody, now or later (see the clean-up): those bytes are only shown.
        if (pictureKey(cardId, bytes) === key) {
          await photos.put(key, bytes, { contentType: 'image/jpeg', signal });
        }
        return bytes;
      }
    },
  };
}

function bySlot(card: readonly ShownPhoto[]): { original?: ShownPhoto; packaged?: ShownPhoto } {
  return Object.fromEntries(card.map((photo) => [photo.slot, photo]));
}

function pictureKey(cardId: string, bytes: Buffer): string {
  return photoKey(cardId, 'picture', createHash('sha256').update(bytes).digest('hex'));
}

/** The picture of a card with one photo is that photo: nothing is drawn or copied. */
function onlyOf([only]: readonly ShownPhoto[]): Picture | null {
  if (only === undefined) return null;
  const { slot: shows, key, fileId, fileBotId } = only;
  return { shows, key, fileId, fileBotId };
}

/** Whether the store has the object no more, or other bytes in its place. */
function isLost(error: unknown): boolean {
  return error instanceof StorageError && ['photo_missing', 'store_corrupt'].includes(error.code);
}

/** Whether only this card's photos are at fault, so that others can have their pictures. */
function isOfOneCard(error: unknown): boolean {
  return isLost(error) || error instanceof PhotoError;
}

/** What the store, a photo or a deadline is at fault for; the database's errors are not among them. */
function isOfPhotos(error: unknown): boolean {
  return error instanceof AppError || (error instanceof Error && error.name === 'TimeoutError');
}

function noteFailure(log: Logger, cardId: string, error: unknown): void {
  const code = error instanceof AppError ? error.code : 'picture_failed';
  log.warn(
    { code, cardId, err: error },
    'the picture of a card could not be made; it is tried again when needed',
  );
}
