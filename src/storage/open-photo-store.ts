import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { readProxySettings } from '../proxy-settings.ts';
import { trustedWith } from './certificates.ts';
import { createFilePhotoStore } from './file-photo-store.ts';
import type { PhotoStore } from './photo-store.ts';
import type { S3Config } from './s3-attempt.ts';
import { createS3PhotoStore } from './s3-photo-store.ts';

/** The folder that keeps the photos where no S3 server does. */
export function photosFolder(dataDir: string): string {
  return join(dataDir, 'photos');
}

/**
 * Makes the store that the settings name, without reaching for it yet: `check` does that.
 *
 * @throws AppError `ca_file_unusable` or `proxy_unusable`, as {@link s3ConfigOf} does
 */
export async function openPhotoStore(
  { photos, dataDir }: Pick<Config, 'photos' | 'dataDir'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<PhotoStore> {
  if (photos.kind === 'files') return createFilePhotoStore(photosFolder(dataDir));
  return createS3PhotoStore(await s3ConfigOf(photos), log);
}

/**
 * Makes of the settings what the S3 store is given: also the authorities to trust, and the proxies
 * that this machine's environment names.
 *
 * @throws AppError `ca_file_unusable` or `proxy_unusable` when S3_CA_FILE or a proxy is not what it should be
 */
export async function s3ConfigOf({
  caFile,
  ...s3
}: Extract<Config['photos'], { kind: 's3' }>): Promise<S3Config> {
  const proxies = readProxySettings(process.env);
  return { ...s3, proxies, ...(caFile !== undefined && { ca: await trustedWith(caFile) }) };
}
