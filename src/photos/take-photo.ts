import type { PhotoFile, StoredPhoto } from '../../machines/session/nouns.ts';
import type { PhotoSlot } from '../database/entities/card.ts';
import { AppError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { PhotoNormaliser } from '../images/normalise-photo.ts';
import { photoKey } from '../storage/photo-key.ts';
import type { PhotoStore } from '../storage/photo-store.ts';

/** The most that Telegram lets a bot download. Source: Bot API, getFile: 20 MB; tdlib/telegram-bot-api counts them as 20 << 20. */
export const LARGEST_DOWNLOAD_BYTES = 20 * 1024 * 1024;

/** Where files that people sent are fetched from. */
export interface FileSource {
  /** Returns the file's bytes. Throws an `AppError`: `photo_file_gone` and `image_too_large` for good, `telegram_unavailable` when trying again may help. */
  download(fileId: string, signal: AbortSignal): Promise<Buffer>;
}

export interface TakePhotoDependencies {
  readonly files: FileSource;
  readonly normalise: PhotoNormaliser;
  readonly photos: PhotoStore;
  readonly faults: Faults;
}

/**
 * Fetches a photo that an admin sent, makes it the JPEG that we keep, and puts it into the photo store.
 * The same photo for the same card and slot has the same key, so doing it twice leaves one object.
 * Throws an `AppError`: of the download, the image or the store.
 */
export async function takePhoto(
  { files, normalise, photos, faults }: TakePhotoDependencies,
  { cardId, slot, photo }: { cardId: string; slot: PhotoSlot; photo: PhotoFile },
  signal: AbortSignal,
): Promise<StoredPhoto> {
  if (photo.size !== null && photo.size > LARGEST_DOWNLOAD_BYTES) {
    throw new AppError('image_too_large', 'the file is larger than a bot may download');
  }
  const sent = await files.download(photo.fileId, signal);
  await faults('after-download');
  const { bytes, sha256, size, width, height } = await normalise(sent, signal);
  const key = photoKey(cardId, slot, sha256);
  await photos.put(key, bytes, { contentType: 'image/jpeg', signal });
  await faults('after-store');
  const fileId = photo.kind === 'photo' ? photo.fileId : null;
  return { key, sha256, size, width, height, fileId };
}
