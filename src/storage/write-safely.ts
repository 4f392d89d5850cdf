import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file that is either there whole or not at all, also after a crash: under a temporary name
 * in the folder `temporary` (of the same file system), synced, renamed. Missing folders are made with
 * the mode 0700; the file gets 0600. Throws the file system's error, or the signal's reason.
 */
export async function writeSafely(
  path: string,
  bytes: Buffer,
  temporary: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  const half = join(temporary, randomUUID());
  try {
    const file = await open(half, 'wx', 0o600);
    try {
      await file.writeFile(bytes, { signal });
      await file.sync();
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
    await rename(half, path);
  } catch (error) {
    await rm(half, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
  // A new folder is safe from a power failure once the folder that names it has been written.
  for (let at = folder; made !== undefined && at.length >= made.length; at = dirname(at)) {
    await syncFolder(dirname(at));
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
