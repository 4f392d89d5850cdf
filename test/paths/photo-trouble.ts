import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Proxy } from '../support/servers/s3-proxy.ts';

/** A photo store that can be taken away, and brought back as it was. */
export interface PhotoTrouble {
  takeAway(): Promise<void>;
  /** Does nothing where it is there. */
  bringBack(): Promise<void>;
}

/** For photos in the folder `photos` of `dir`: a file in the folder's place keeps everybody from storing. */
export function troubleWithFiles(dir: string): PhotoTrouble {
  const [photos, aside] = [join(dir, 'photos'), join(dir, 'photos-aside')];
  let isAway = false;
  return {
    async takeAway() {
      isAway = true;
      await rename(photos, aside);
      await writeFile(photos, '');
    },
    async bringBack() {
      if (!isAway) return;
      isAway = false;
      await rm(photos);
      await rename(aside, photos);
    },
  };
}

/** For an S3 server behind a proxy: it answers 503. */
export function troubleWithS3(proxy: S3Proxy): PhotoTrouble {
  return {
    async takeAway() {
      proxy.treatment = 'busy';
    },
    async bringBack() {
      proxy.treatment = 'pass';
    },
  };
}
