import { keyPrefixes } from '../storage/photo-key.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { StorageError } from '../storage/storage-error.ts';
import { inParallel } from './in-parallel.ts';

/** How many photos of each fate there are so far. */
export interface CopyCounts {
  /** They are there now, with the right bytes, and were not before. */
  copied: number;
  /** They were there. */
  present: number;
  /** They were removed from the source meanwhile. */
  gone: number;
  /** What the source holds is not the photo that its key names, or what arrived is not. */
  broken: number;
}

export interface CopyOptions {
  /** How many at a time: each is held in memory while it is on its way. */
  readonly atATime: number;
  /** Whether what is there already is read, too, and copied anew where it is not the photo. */
  readonly checksums: boolean;
  readonly signal: AbortSignal;
  /** Told after every photo. */
  onProgress(counts: Readonly<CopyCounts>, total: number): void;
  /** Told of each broken one, in a line without secrets. */
  onBroken(key: string, problem: string): void;
}

/**
 * Copies every photo that `from` holds to `to`, where it is not there yet with the same size. Each
 * one's SHA-256 is compared with that in its key when it is read and again when it was written. It
 * may be ended at any point and begun again, and it may run while bots use both stores.
 *
 * Holds the names of a part of the photos in memory, never all of many (see {@link keyPrefixes}).
 * Throws what the stores throw when they fail, or the signal's reason.
 */
export async function copyPhotos(
  from: PhotoStore,
  to: PhotoStore,
  options: CopyOptions,
): Promise<CopyCounts> {
  const { atATime, signal, onProgress } = options;
  const counts: CopyCounts = { copied: 0, present: 0, gone: 0, broken: 0 };
  const total = await count(from, signal);
  onProgress(counts, total);
  for (const prefix of keyPrefixes(total)) {
    const there = new Map<string, number>();
    for await (const { key, size } of to.list(prefix, { signal })) there.set(key, size);
    await inParallel(from.list(prefix, { signal }), atATime, async ({ key, size }) => {
      const isThere = there.get(key) === size && (await isGood(to, key, options));
      counts[isThere ? 'present' : await copyOne(from, to, key, options)] += 1;
      onProgress(counts, total);
    });
  }
  return counts;
}

async function count(store: PhotoStore, signal: AbortSignal): Promise<number> {
  let photos = 0;
  for await (const _ of store.list('cards/', { signal })) photos += 1;
  return photos;
}

async function isGood(
  to: PhotoStore,
  key: string,
  { checksums, signal }: CopyOptions,
): Promise<boolean> {
  if (!checksums) return true;
  const problem = await readProblem(to, key, signal);
  return problem === null;
}

async function copyOne(
  from: PhotoStore,
  to: PhotoStore,
  key: string,
  { signal, onBroken }: CopyOptions,
): Promise<keyof CopyCounts> {
  const read = await from.get(key, { signal }).catch(onlyOfThisPhoto);
  if (read instanceof StorageError) {
    if (read.code === 'photo_missing') return 'gone';
    onBroken(key, read.message);
    return 'broken';
  }
  await to.put(key, read, { signal });
  const problem = await readProblem(to, key, signal);
  if (problem === null) return 'copied';
  // What has the right size would be taken for the photo the next time.
  await to.remove(key, { signal });
  onBroken(key, problem.message);
  return 'broken';
}

/** Reads a photo and answers what is wrong with it: it is missing, or it is another one. Null when it is good. */
export async function readProblem(
  store: PhotoStore,
  key: string,
  signal: AbortSignal,
): Promise<StorageError | null> {
  const read = await store.get(key, { signal }).catch(onlyOfThisPhoto);
  return read instanceof StorageError ? read : null;
}

/** What is wrong with one photo is an answer; what is wrong with the store is thrown. */
function onlyOfThisPhoto(error: unknown): StorageError {
  const isOfPhoto =
    error instanceof StorageError && ['photo_missing', 'store_corrupt'].includes(error.code);
  if (isOfPhoto) return error;
  throw error;
}
