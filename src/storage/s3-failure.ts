import { S3Error } from 'minio';
import { StorageError, type StorageErrorCode } from './storage-error.ts';

/** The calls of the photo store, as its messages name them. */
export type S3Operation = 'put' | 'get' | 'stat' | 'remove' | 'list' | 'check' | 'make the bucket';

/** What one attempt at a call came to, as far as it got. */
export type FailedAttempt = {
  readonly operation: S3Operation;
  /** The store's origin, for the operator. */
  readonly origin: string;
  readonly bucket: string;
  /** The HTTP status of the last answer; undefined when there was none. */
  readonly status: number | undefined;
  readonly error: unknown;
};

const FULL = new Set([
  'InsufficientStorage',
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
]);

/** What a 404 says. After a put it comes from the stat: the store took the photo and has it not. */
const NOT_FOUND: Readonly<Partial<Record<S3Operation, StorageErrorCode>>> = {
  get: 'photo_missing',
  stat: 'photo_missing',
  remove: 'photo_missing',
  put: 'store_corrupt',
};

const MENDS: Readonly<Record<StorageErrorCode, string>> = {
  store_unavailable: 'It is tried again.',
  store_denied: 'Check S3_ACCESS_KEY, S3_SECRET_KEY, S3_REGION and the clock of this machine.',
  store_missing_bucket: 'Create the bucket that S3_BUCKET names.',
  store_full: 'Give it more space.',
  photo_missing: 'Restore it from a backup.',
  store_corrupt: 'It is tried again.',
};

const UNTRUSTED = 'Nobody whom we trust signed its certificate: set S3_CA_FILE.';

/** What mends a connection that does not become secure. Source: Node.js, TLS, "X509 certificate error codes". */
const TLS_MENDS: Readonly<Record<string, string>> = {
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: 'Renew its certificate.',
  CERT_NOT_YET_VALID: 'Check the clock of this machine.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is not for the host that S3_ENDPOINT names.',
  EPROTO: 'It does not speak TLS there: should S3_ENDPOINT be an http address?',
};

/**
 * Makes the error of a failed call. Of the client's error only its code is taken: its other fields
 * and its message come from the server, which has seen the access key, and may repeat it.
 */
export function storageErrorOf(attempt: FailedAttempt): StorageError {
  if (attempt.error instanceof StorageError) return attempt.error;
  const reason = reasonOf(attempt.error);
  const code = codeOf(attempt, reason);
  const answer = attempt.status === undefined ? 'no answer' : `HTTP ${attempt.status}`;
  return new StorageError(
    code,
    `The photo store at ${attempt.origin} (bucket ${attempt.bucket}) failed to ${attempt.operation}: ${answer}${reason && `, ${reason}`}. ${mendOf(attempt, code, reason)}`,
  );
}

/** Whether the same call may succeed in a moment: only then is it attempted again at once. */
export function isPassing(error: StorageError): boolean {
  return error.code === 'store_unavailable' || error.code === 'store_corrupt';
}

function mendOf({ origin, status }: FailedAttempt, code: StorageErrorCode, reason: string): string {
  const mend = TLS_MENDS[reason] ?? MENDS[code];
  // Go's servers, MinIO among them, say no more than this to somebody who does not speak TLS to them.
  const isPlain = status === 400 && reason === '' && origin.startsWith('http:');
  return isPlain ? `${mend} Or should S3_ENDPOINT be an https address?` : mend;
}

function codeOf({ status, operation }: FailedAttempt, reason: string): StorageErrorCode {
  if (status === undefined) return 'store_unavailable';
  if (status === 507 || FULL.has(reason)) return 'store_full';
  if (reason === 'NoSuchBucket') return 'store_missing_bucket';
  if (status === 404) return NOT_FOUND[operation] ?? 'store_denied';
  if (status === 408 || status === 409 || status === 429 || status >= 500)
    return 'store_unavailable';
  // A good status and yet an error: the connection broke in the middle, or it was no S3 answer.
  if (status < 300) return reason === '' ? 'store_corrupt' : 'store_unavailable';
  return 'store_denied';
}

/** A code such as `AccessDenied`, `ECONNREFUSED` or `deadline`; empty when there is none. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  const { code } = error;
  const isWord = typeof code === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(code);
  return isWord && (error instanceof S3Error || /^[A-Z][A-Z0-9_]+$/.test(code)) ? code : '';
}
