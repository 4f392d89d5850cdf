import { setTimeout as delay } from 'node:timers/promises';
import { type Client, S3Error } from 'minio';
import type { Logger } from 'pino';
import { assertPrefix, parseKey } from './photo-key.ts';
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
import { StorageError } from './storage-error.ts';

/** How patient the store is; the defaults are meant for the product, others for tests. */
export type S3Patience = S3Deadlines & {
  /** Attempts at one call. */
  readonly attempts: number;
  /** Before the second attempt, in milliseconds; doubled before each further one, then spread by half. */
  readonly pauseMs: number;
};

const PATIENCE: S3Patience = { connectMs: 3000, attemptMs: 15_000, attempts: 3, pauseMs: 300 };

/** Objects per page of a list; the most that S3 gives. */
const PAGE = 1000;

/**
 * Keeps photos in a bucket of any S3 server. Calls that meet a broken connection, a 5xx, a 408, a
 * 429 or other bytes than expected are attempted three times, each within a deadline; a refusal is
 * final. After a put the stored size is asked for: a 200 alone proves nothing.
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
        const status = attempt.status();
        const failure = storageErrorOf({ operation, origin, bucket, status, error });
        if (!isPassing(failure) || number >= patience.attempts) throw failure;
        log.warn({ err: failure, attempt: number }, 'the photo store failed; trying again');
        await pause(patience.pauseMs * 2 ** (number - 1), signal);
      }
    }
  }

  return {
    async put(key, bytes, { contentType = 'image/jpeg', signal } = {}) {
      assertStorable(key, bytes);
      await call('put', signal, async (client) => {
        const headers = { 'Content-Type': contentType };
        await client.putObject(bucket, key, bytes, bytes.length, headers);
        const { size } = await client.statObject(bucket, key);
        if (size !== bytes.length) throw otherSize(key, bytes.length, size);
      });
    },
    async get(key, { signal } = {}) {
      parseKey(key);
      return call('get', signal, async (client) => {
        const bytes = await readLimited(key, await client.getObject(bucket, key));
        assertIntact(key, bytes);
        return bytes;
      });
    },
    async stat(key, { signal } = {}) {
      parseKey(key);
      const found = await nullIfMissing(
        call('stat', signal, (client) => client.statObject(bucket, key)),
      );
      return found && { size: found.size };
    },
    async remove(key, { signal } = {}) {
      parseKey(key);
      await nullIfMissing(call('remove', signal, (client) => client.removeObject(bucket, key)));
    },
    list: (prefix, { signal }: PhotoStoreOptions = {}) =>
      listPages(prefix, (token) =>
        call('list', signal, (client) =>
          client.listObjectsV2Query(bucket, prefix, token, '', PAGE, ''),
        ),
      ),
    async check({ signal } = {}) {
      const exists = await call('check', signal, (client) => client.bucketExists(bucket));
      if (exists) return;
      await call('make the bucket', signal, (client) => makeBucket(client, config));
      log.info({ bucket }, 'the bucket for the photos is there');
    },
  };
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

/** Reads no more than a photo can have: a server that sends without end must not fill the memory. */
async function readLimited(key: string, stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_PHOTO_BYTES) throw otherSize(key, LARGEST_PHOTO_BYTES, size);
  }
  return Buffer.concat(chunks, size);
}

function otherSize(key: string, expected: number, found: number): StorageError {
  return new StorageError(
    'store_corrupt',
    `The photo store has ${found} bytes under ${key} where ${expected} are right.`,
  );
}

async function* listPages(
  prefix: string,
  readPage: (token: string) => ReturnType<Client['listObjectsV2Query']>,
): AsyncGenerator<StoredObject> {
  assertPrefix(prefix);
  for (let token = ''; ; ) {
    const page = await readPage(token);
    for (const { name, size, lastModified } of page.objects) {
      if (name !== undefined) yield { key: name, size, lastModified };
    }
    if (!page.isTruncated || page.nextContinuationToken === token) return;
    token = page.nextContinuationToken;
  }
}

/** Half of it for certain, half by chance, so that many callers do not come back at once. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const spread = ms / 2 + (Math.random() * ms) / 2;
  await delay(spread, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
