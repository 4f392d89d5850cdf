import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assertPrefix, isPhotoKey, parseKey } from './photo-key.ts';
import {
  assertIntact,
  assertStorable,
  type PhotoStore,
  type PhotoStoreOptions,
  type StoredObject,
} from './photo-store.ts';
import { StorageError, type StorageErrorCode } from './storage-error.ts';
import { writeSafely } from './write-safely.ts';

/** No write takes this long: a temporary file that is older was left by a process that died. */
const STALE_AFTER_MS = 60 * 60 * 1000;

const CODES: Readonly<Record<string, StorageErrorCode>> = {
  ENOSPC: 'store_full',
  EDQUOT: 'store_full',
  EACCES: 'store_denied',
  EPERM: 'store_denied',
  EROFS: 'store_denied',
};

/**
 * Keeps photos as files below `dir`, a file's path being its key. A photo is written under a
 * temporary name and renamed, so that there is never half of one. Folders get the mode 0700 and
 * files 0600. `check` also removes temporary files that dead processes left.
 */
export function createFilePhotoStore(dir: string): PhotoStore {
  const temporary = join(dir, 'temporary');
  const pathOf = (key: string) => join(dir, parseKey(key).key);

  return {
    async put(key, bytes, { signal } = {}) {
      assertStorable(key, bytes);
      await translated('put', signal, () => writeSafely(pathOf(key), bytes, temporary, signal));
    },
    async get(key, { signal } = {}) {
      const path = pathOf(key);
      const bytes = await translated('get', signal, () => readFile(path, { signal }));
      assertIntact(key, bytes);
      return bytes;
    },
    async stat(key, { signal } = {}) {
      const path = pathOf(key);
      try {
        const { size } = await translated('stat', signal, () => stat(path));
        return { size };
      } catch (error) {
        if (error instanceof StorageError && error.code === 'photo_missing') return null;
        throw error;
      }
    },
    async remove(key, { signal } = {}) {
      const path = pathOf(key);
      await translated('remove', signal, () => rm(path, { force: true }));
    },
    list: (prefix, options = {}) => listPhotos(dir, prefix, options),
    async check({ signal } = {}) {
      await translated('check', signal, async () => {
        await mkdir(temporary, { recursive: true, mode: 0o700 });
        await sweepTemporary(temporary);
        const probe = join(temporary, randomUUID());
        await (await open(probe, 'wx', 0o600)).close();
        await rm(probe);
      });
    },
  };
}

async function* listPhotos(
  dir: string,
  prefix: string,
  { signal }: PhotoStoreOptions,
): AsyncGenerator<StoredObject> {
  assertPrefix(prefix);
  for await (const card of foldersIn(join(dir, 'cards'), signal)) {
    const folder = `cards/${card}/`;
    if (!folder.startsWith(prefix) && !prefix.startsWith(folder)) continue;
    const names = await translated('list', signal, () => entriesOf(join(dir, 'cards', card)));
    for (const name of names) {
      const key = `${folder}${name}`;
      if (!isPhotoKey(key) || !key.startsWith(prefix)) continue;
      const found = await translated('list', signal, () =>
        stat(join(dir, key)).catch((error) =>
          isMissing(error) ? undefined : Promise.reject(error),
        ),
      );
      if (found !== undefined) yield { key, size: found.size, lastModified: found.mtime };
    }
  }
}

/** The names in a folder that may have more than are to be held in memory; none where it does not exist. */
async function* foldersIn(path: string, signal: AbortSignal | undefined): AsyncGenerator<string> {
  const folder = await translated('list', signal, () =>
    opendir(path, { bufferSize: 1024 }).catch((error) =>
      isMissing(error) ? undefined : Promise.reject(error),
    ),
  );
  if (folder === undefined) return;
  for await (const { name } of folder) yield name;
}

/** The names in a folder; none where it does not exist or is no folder. */
async function entriesOf(path: string): Promise<string[]> {
  return readdir(path).catch((error) => (isMissing(error) ? [] : Promise.reject(error)));
}

async function sweepTemporary(temporary: string): Promise<void> {
  const staleBefore = Date.now() - STALE_AFTER_MS;
  for await (const entry of await opendir(temporary)) {
    const path = join(temporary, entry.name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < staleBefore) await rm(path, { force: true });
  }
}

/** Runs a step, turning the file system's errors into ours and an abort into its reason. */
async function translated<T>(
  operation: string,
  signal: AbortSignal | undefined,
  step: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await step();
  } catch (error) {
    signal?.throwIfAborted();
    const reason = systemCodeOf(error);
    const missing = reason === 'ENOENT' && (operation === 'get' || operation === 'stat');
    const code = missing ? 'photo_missing' : (CODES[reason] ?? 'store_unavailable');
    const mend = code === 'photo_missing' ? '' : ' Look at the photos folder in DATA_DIR.';
    throw new StorageError(code, `The photo store failed to ${operation}: ${reason}.${mend}`, {
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error));
}

function systemCodeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'an unknown error';
}
