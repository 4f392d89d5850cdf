import { createHash } from 'node:crypto';
import { parseKey } from './photo-key.ts';
import { StorageError } from './storage-error.ts';

/** The largest photo that is stored. Source: Bot API, sendPhoto: 10 MB. */
export const LARGEST_PHOTO_BYTES = 10 * 1024 * 1024;

/** What every call may be given. An aborted call rejects with the signal's reason. */
export type PhotoStoreOptions = { readonly signal?: AbortSignal | undefined };

/** A stored photo as {@link PhotoStore.list} tells of it. */
export type StoredObject = {
  readonly key: string;
  readonly size: number;
  /** Null where the store does not tell it. */
  readonly lastModified: Date | null;
};

/**
 * Where the photos are kept for good. Keys are those of `photoKey`; another one rejects with a
 * `TypeError`. Every failure of the store itself is a `StorageError`.
 */
export type PhotoStore = {
  /**
   * Stores a photo of 1 to {@link LARGEST_PHOTO_BYTES} bytes and makes sure that it is there. What
   * was under the key is replaced, so repeating it is harmless. When it resolves, the photo is safe
   * from a crash, as far as the store keeps its word.
   */
  put(
    key: string,
    bytes: Buffer,
    options?: PhotoStoreOptions & { readonly contentType?: string | undefined },
  ): Promise<void>;
  /** The photo's bytes, checked against the hash in the key: `photo_missing`, `store_corrupt`. */
  get(key: string, options?: PhotoStoreOptions): Promise<Buffer>;
  /** The photo's size in bytes, or null where there is none. */
  stat(key: string, options?: PhotoStoreOptions): Promise<{ readonly size: number } | null>;
  /** Removes the photo; where there is none, nothing happens. */
  remove(key: string, options?: PhotoStoreOptions): Promise<void>;
  /**
   * All photos whose keys begin with `prefix`, in no promised order: `cards/` for all of them,
   * `cards/<card id>/` for a card's. A prefix that no key has is a `TypeError`.
   */
  list(prefix: string, options?: PhotoStoreOptions): AsyncIterable<StoredObject>;
  /** Resolves when the store can be used; makes the bucket or the folder where it is missing. */
  check(options?: PhotoStoreOptions): Promise<void>;
};

/**
 * What both kinds of store ask of a photo before they take it.
 *
 * @throws TypeError for a foreign key, RangeError for a size out of range
 */
export function assertStorable(key: string, bytes: Buffer): void {
  parseKey(key);
  if (bytes.length < 1 || bytes.length > LARGEST_PHOTO_BYTES) {
    throw new RangeError(`a photo of ${bytes.length} bytes is not stored`);
  }
}

/** Throws `store_corrupt` unless these are the bytes that the key was made for. */
export function assertIntact(key: string, bytes: Buffer): void {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === parseKey(key).sha256) return;
  throw new StorageError(
    'store_corrupt',
    `The photo store holds ${bytes.length} bytes under ${key} that are not this photo. Restore it from a backup.`,
  );
}
