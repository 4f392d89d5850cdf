import type { Database } from '../database/database.ts';
import type { PictureShows } from '../database/entities/card.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { photosOf, rememberFileId, type ShownPhoto } from './photos.ts';
import { knownPicture, type Picture, rememberPictureFileId } from './picture-rows.ts';
import type { Pictures } from './pictures.ts';

/** By which id a messenger can show something without an upload, and for which of its bots that id is good. */
export interface KnownFile {
  readonly fileId: string | null;
  readonly fileBotId: number | null;
}

/** A photo or a picture that can be shown: by the id that the messenger has for it, or uploaded. */
export interface Showable extends KnownFile {
  readonly shows: PictureShows;
  /** The store's key: what has the same key is the same. */
  readonly key: string;
  /** What the log says of whose it is. */
  readonly about: { readonly cardId: string };
  /** Looks for its id again: since it was read, somebody may have uploaded it. */
  knownNow(): Promise<KnownFile | null>;
  /** Notes the id that the messenger gave it. Throws what the database throws. */
  remember(file: { fileId: string; botId: number }): Promise<void>;
  /** Throws a `StorageError`, a `PhotoError`, or the signal's reason. */
  bytes(signal: AbortSignal): Promise<Buffer>;
}

/** What there is to show of cards. */
export interface Showables {
  /**
   * A card's picture; where it has none yet (`picture` null) it is made. Then what takes its place: the
   * photo of the packaged card, and the original one. Looked up as far as it is asked for. Throws what the
   * database throws.
   */
  pictureOf(cardId: string, picture: Picture | null): AsyncIterable<Showable>;
  /** A card's photos, the original one first. Throws what the database throws. */
  photosOf(cardId: string): Promise<Showable[]>;
}

export interface ShowableDependencies {
  readonly database: Database;
  readonly photos: Pick<PhotoStore, 'get'>;
  readonly pictures: Pick<Pictures, 'make' | 'bytesOf'>;
}

export function createShowables({ database, photos, pictures }: ShowableDependencies): Showables {
  const showablePicture = (cardId: string, picture: Picture): Showable => ({
    ...picture,
    about: { cardId },
    knownNow: () => knownPicture(database, cardId),
    remember: (file) => rememberPictureFileId(database, { cardId, key: picture.key }, file),
    bytes: (signal) => pictures.bytesOf(cardId, picture, signal),
  });

  const showablePhoto = (cardId: string, { slot, ...photo }: ShownPhoto): Showable => ({
    ...photo,
    shows: slot,
    about: { cardId },
    knownNow: async () => null,
    remember: (file) => rememberFileId(database, { cardId, slot, key: photo.key }, file),
    bytes: (signal) => photos.get(photo.key, { signal }),
  });

  return {
    async *pictureOf(cardId, known) {
      const picture = known ?? (await pictures.make(cardId));
      if (picture !== null) yield showablePicture(cardId, picture);
      for (const photo of (await photosOf(database, cardId)).toReversed()) {
        if (photo.key !== picture?.key) yield showablePhoto(cardId, photo);
      }
    },
    async photosOf(cardId) {
      return (await photosOf(database, cardId)).map((photo) => showablePhoto(cardId, photo));
    },
  };
}
