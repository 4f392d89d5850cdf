import { createS3Attempts, type S3Config } from './s3-attempt.ts';
import { storageErrorOf } from './s3-failure.ts';

const DEADLINES = { connectMs: 3_000, attemptMs: 15_000 };

/**
 * Asks the server for a stored photo without a key, as anybody could, and answers whether it gives it.
 *
 * @throws StorageError when the server says neither yes nor no
 */
export async function isReadByAnybody(
  config: S3Config,
  key: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { bucket, endpoint: origin } = config;
  const anybody = { ...config, accessKey: '', secretKey: '' };
  const attempt = createS3Attempts(anybody, DEADLINES)(signal);
  try {
    await attempt.run((client) => client.statObject(bucket, key));
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const failure = storageErrorOf({
      operation: 'stat',
      origin,
      bucket,
      answer: attempt.answer(),
      error,
    });
    // Somebody may have removed it meanwhile; a server that hides what it has says the same.
    if (['store_denied', 'photo_missing'].includes(failure.code)) return false;
    throw failure;
  }
}
