import { AppError } from '../errors.ts';

/**
 * - `store_unavailable`: not reached, too slow, overloaded or broken inside.
 * - `store_denied`: it refuses us: the keys, the region, the clock, or the rights of a folder.
 * - `store_missing_bucket`: the bucket does not exist and could not be made.
 * - `store_full`: no space or quota is left.
 * - `photo_missing`: there is no photo under this key.
 * - `store_corrupt`: what lies under the key is not what was put there.
 */
export type StorageErrorCode =
  | 'store_unavailable'
  | 'store_denied'
  | 'store_missing_bucket'
  | 'store_full'
  | 'photo_missing'
  | 'store_corrupt';

/**
 * Why the photo store could not do what it was asked.
 *
 * All but `photo_missing` are retryable: the photo is not at fault, and the same call succeeds once
 * the store is mended. Message and cause are free of credentials.
 */
export class StorageError extends AppError {
  declare readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(code, message, { retryable: code !== 'photo_missing', cause: options.cause });
  }
}
