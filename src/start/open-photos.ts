import type { Config } from '../config.ts';
import { untilReachable } from '../process/until-reachable.ts';
import { photosFolder } from '../storage/open-photo-store.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import type { StartOptions } from './start-options.ts';

/**
 * Tries the photo store of the settings. A start does not wait for S3: cards are verified without it,
 * since Telegram keeps what it has shown. Throws what a folder that cannot be used throws.
 */
export async function reachPhotos(
  store: PhotoStore,
  { photos }: Config,
  { log, signal }: StartOptions,
): Promise<void> {
  const check = () => store.check({ signal });
  if (photos.kind === 'files') await check();
  else untilReachable('the photo store', check, { log, signal }).catch(() => {});
}

/** Where photos are, for the operator. */
export function describePhotos({ photos, dataDir }: Config): string {
  return photos.kind === 's3'
    ? `bucket ${photos.bucket} at ${photos.endpoint}`
    : `files in ${photosFolder(dataDir)}`;
}
