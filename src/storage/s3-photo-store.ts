import { setTimeout as delay } from 'node:timers/promises';
import { type Client, S3Error } from 'minio';
import type { Logger } from '../log.ts';
import { parseKey } from './photo-key.ts';
import {
  assertIntact,
  assertStorable,
  LARGEST_PHOTO_BYTES,
  type PhotoStore,
  type PhotoStoreOptions,
  type StoredObject,
} from './photo-store.ts';
import { createS3Attempts, type S3Config, type S3Deadlines } from './s3-attempt.ts';
import { isPassing, type S3Operation, storageErrorOf } from './s3-failure.ts';
import { listPages, readPage, sizeOf } from './s3-list.ts';
import { readLimited } from './s3-read.ts';
import { StorageError } from './storage-error.ts';

/** How patient the store is; the defaults are meant for the product, others for tests. */
export type S3Patience = S3Deadlines & {
  /** Attempts at one call. */
  readonly attempts: number;
  /** Before the second attempt, in milliseconds; doubled before each further one, then spread by half. */
  readonly pauseMs: number;
};

const PATIENCE: S3Patience = { connectMs: 3000, attemptMs: 15_000, attempts: 3, pauseMs: 300 };

/**
 * Keeps photos in a bucket of any S3 server. Calls that meet a broken connection, a 5xx, a 408, a
 * 429 or other bytes than expected are attempted three times, each within a deadline; a refusal is
 * final. After a put the stored size is asked for: a 200 alone proves nothing. A server that does not
 * tell sizes is asked for the photo itself.
 */
export function createS3PhotoStore(
  config: S3Config,
  log: Pick<Logger, 'warn' | 'info'>,
  patience: S3Patience = PATIENCE,
): PhotoStore {
  const { bucket, endpoint: origin } = config;
  const attemptWith = createS3Attempts(config, patience);

  async function call<T>(
    operation: S3Operation,
    signal: AbortSignal | undefined,
    action: (client: Client) => Promise<T>,
  ): Promise<T> {
    for (let number = 1; ; number += 1) {
      signal?.throwIfAborted();
      const attempt = attemptWith(signal);
      try {
        return await attempt.run(action);
      } catch (error) {
        signal?.throwIfAborted();
        const answer = attempt.answer();
        const failure = storageErrorOf({ operation, origin, bucket, answer, error });
        if (!isPassing(failure) || number >= patience.attempts) throw failure;
        log.warn({ err: failure, attempt: number }, 'the photo store failed; trying again');
        await pause(patience.pauseMs * 2 ** (number - 1), signal);
      }
    }
  }

  const stat: PhotoStore['stat'] = async (key, { signal } = {}) => {
    parseKey(key);
    return nullIfMissing(
      call('stat', signal, async (client) => ({ size: await askSize(client, bucket, key) })),
    );
  };

  return {
    async put(key, bytes, { contentType = 'image/jpeg', signal } = {}) {
      assertStorable(key, bytes);
      await call('put', signal, async (client) => {
        const headers = { 'Content-Type': contentType };
        await client.putObject(bucket, key, bytes, bytes.length, headers);
        const size = await askSize(client, bucket, key);
        if (size !== bytes.length) throw otherSize(key, bytes.length, size);
      });
    },
    async get(key, { signal } = {}) {
      parseKey(key);
      return call('get', signal, async (client) => {
        const bytes = await readPhoto(client, bucket, key);
        assertIntact(key, bytes);
        return bytes;
      });
    },
    stat,
    async remove(key, { signal } = {}) {
      parseKey(key);
      await nullIfMissing(call('remove', signal, (client) => client.removeObject(bucket, key)));
    },
    async *list(prefix, { signal }: PhotoStoreOptions = {}): AsyncGenerator<StoredObject> {
      const pages = listPages(prefix, (at) =>
        call('list', signal, (client) => readPage(client, { bucket, prefix, at })),
      );
      for await (const { key, size: listed, lastModified } of pages) {
        const size = listed ?? (await stat(key, { signal }))?.size;
        if (size !== undefined) yield { key, size, lastModified };
      }
    },
    async check({ signal } = {}) {
      const exists = await call('check', signal, (client) => client.bucketExists(bucket));
      if (exists) return;
      await call('make the bucket', signal, (client) => makeBucket(client, config));
      log.info({ bucket }, 'the bucket for the photos is there');
    },
  };
}

/** The length of a body that was encoded on its way is not that of the photo. */
const AS_IT_IS = /^(?:identity|aws-chunked)?$/i;

/**
 * The photo's size in bytes. Proxies and some servers answer a HEAD without a length, or refuse it
 * as a method: then the photo is read and counted.
 */
async function askSize(client: Client, bucket: string, key: string): Promise<number> {
  const target = { method: 'HEAD', bucketName: bucket, objectName: key };
  const { statusCode, headers } = await client.makeRequestAsyncOmit(
    target,
    '',
    [200, 204, 405, 501],
  );
  const isTold = statusCode === 200 && AS_IT_IS.test(headers['content-encoding'] ?? '');
  const told = isTold ? sizeOf(headers['content-length']) : null;
  return told ?? (await readPhoto(client, bucket, key)).length;
}

async function readPhoto(client: Client, bucket: string, key: string): Promise<Buffer> {
  return readLimited(await client.getObject(bucket, key), LARGEST_PHOTO_BYTES);
}

async function nullIfMissing<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error) => {
    if (error instanceof StorageError && error.code === 'photo_missing') return null;
    throw error;
  });
}

async function makeBucket(client: Client, { bucket, region }: S3Config): Promise<void> {
  try {
    await client.makeBucket(bucket, region);
  } catch (error) {
    const code = error instanceof S3Error ? error.code : undefined;
    // Another process of ours was quicker.
    if (code === 'BucketAlreadyOwnedByYou') return;
    if (code === 'AccessDenied') {
      throw new StorageError(
        'store_missing_bucket',
        `The bucket ${bucket} does not exist and this key may not create it. Create it, or set S3_BUCKET.`,
      );
    }
    throw error;
  }
}

function otherSize(key: string, expected: number, found: number): StorageError {
  return new StorageError(
    'store_corrupt',
    `The photo store has ${found} bytes under ${key} where ${expected} are right.`,
  );
}

/** Half of it for certain, half by chance, so that many callers do not come back at once. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const spread = ms / 2 + (Math.random() * ms) / 2;
  await delay(spread, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
