import { S3Error } from 'minio';
import type { S3Answer } from './s3-attempt.ts';
import { StorageError, type StorageErrorCode } from './storage-error.ts';

/** The calls of the photo store, as its messages name them. */
export type S3Operation = 'put' | 'get' | 'stat' | 'remove' | 'list' | 'check' | 'make the bucket';

/** What one attempt at a call came to, as far as it got. */
export type FailedAttempt = {
  readonly operation: S3Operation;
  /** The store's origin, for the operator. */
  readonly origin: string;
  readonly bucket: string;
  /** The last answer; undefined when there was none. */
  readonly answer: S3Answer | undefined;
  readonly error: unknown;
};

const FULL = new Set([
  'InsufficientStorage',
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
]);

/** Statuses below 500 that the same call may not meet again. Source: RFC 9110; 425: RFC 8470; 499: nginx. */
const PASSING = new Set([408, 409, 425, 429, 499]);

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

const CLOCK = 'Set the clock of this machine.';
const ADDRESS = 'Check S3_ENDPOINT and S3_REGION.';
const HOST_STYLE = 'Set S3_PATH_STYLE=off.';

/** What mends a refusal whose reason says it. Source: Amazon S3, error responses; the last ones: Alibaba, Tencent. */
const REFUSAL_MENDS: Readonly<Record<string, string>> = {
  RequestTimeTooSkewed: CLOCK,
  RequestExpired: CLOCK,
  InvalidAccessKeyId: 'Check S3_ACCESS_KEY.',
  SignatureDoesNotMatch: 'Check S3_SECRET_KEY.',
  AccessDenied: 'Check S3_ACCESS_KEY, S3_SECRET_KEY, and what that key may do with the bucket.',
  AuthorizationHeaderMalformed: ADDRESS,
  IllegalLocationConstraintException: ADDRESS,
  InvalidRegionName: ADDRESS,
  MovedPermanently: ADDRESS,
  PermanentRedirect: ADDRESS,
  TemporaryRedirect: ADDRESS,
  SecondLevelDomainForbidden: HOST_STYLE,
  PathStyleDomainForbidden: HOST_STYLE,
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
 * Makes the error of a failed call. Its message has the store's own word for the reason, if it is a
 * word. Nothing else of what the server wrote is taken: it has seen the access key, and may repeat it.
 */
export function storageErrorOf(attempt: FailedAttempt): StorageError {
  if (attempt.error instanceof StorageError) return attempt.error;
  const reason = reasonOf(attempt);
  const code = codeOf(attempt, reason);
  const answer = attempt.answer === undefined ? 'no answer' : `HTTP ${attempt.answer.status}`;
  const told = [answer, reason || nameOf(attempt.error)].filter(Boolean).join(', ');
  return new StorageError(
    code,
    `The photo store at ${attempt.origin} (bucket ${attempt.bucket}) failed to ${attempt.operation}: ${told}. ${mendOf(attempt, code, reason)}`,
  );
}

/** Whether the same call may succeed in a moment: only then is it attempted again at once. */
export function isPassing(error: StorageError): boolean {
  return error.code === 'store_unavailable' || error.code === 'store_corrupt';
}

function mendOf(attempt: FailedAttempt, code: StorageErrorCode, reason: string): string {
  const { origin, answer } = attempt;
  const region = regionOf(attempt);
  if (code === 'store_denied' && region !== null) return `Set S3_REGION=${region}.`;
  const refusal = code === 'store_denied' ? REFUSAL_MENDS[reason] : undefined;
  const mend = TLS_MENDS[reason] ?? refusal ?? MENDS[code];
  // Go's servers, MinIO among them, say no more than this to somebody who does not speak TLS to them.
  const isPlain = answer?.status === 400 && reason === '' && origin.startsWith('http:');
  return isPlain ? `${mend} Or should S3_ENDPOINT be an https address?` : mend;
}

/** The region that the bucket is in, where the store says that we look for it in another one. */
function regionOf({ answer, error }: FailedAttempt): string | null {
  const isElsewhere = [301, 307, 400].includes(answer?.status ?? 0);
  const named = error instanceof S3Error && 'region' in error ? error.region : undefined;
  const region = answer?.headers['x-amz-bucket-region'] ?? named;
  const isWord = typeof region === 'string' && /^[a-z]{2}[a-z0-9-]{1,30}$/.test(region);
  return isElsewhere && isWord ? region : null;
}

function codeOf({ answer, operation }: FailedAttempt, reason: string): StorageErrorCode {
  if (answer === undefined) return 'store_unavailable';
  const { status } = answer;
  if (status === 507 || FULL.has(reason)) return 'store_full';
  if (reason === 'NoSuchBucket') return 'store_missing_bucket';
  if (status === 404) return NOT_FOUND[operation] ?? 'store_denied';
  if (PASSING.has(status) || status >= 500) return 'store_unavailable';
  // A good status and yet an error: the connection broke in the middle, or it was no S3 answer.
  if (status < 300) return reason === '' ? 'store_corrupt' : 'store_unavailable';
  return 'store_denied';
}

/** A code such as `AccessDenied`, `ECONNREFUSED` or `ATTEMPT_DEADLINE`; empty when there is none. */
function reasonOf({ answer, error }: FailedAttempt): string {
  // To a HEAD there is no body, and the client makes up a code; MinIO says it in this header.
  const said = answer?.headers['x-minio-error-code'];
  if (isWord(said)) return said;
  if (!(error instanceof Error) || !('code' in error) || !isWord(error.code)) return '';
  return error instanceof S3Error || /^[A-Z][A-Z0-9_]+$/.test(error.code) ? error.code : '';
}

/** The kind of an error without a code, such as `InvalidEndpointError`; empty where that says nothing. */
function nameOf(error: unknown): string {
  const name = error instanceof Error && !(error instanceof S3Error) ? error.name : '';
  return /^[A-Z][A-Za-z]{0,63}Error$/.test(name) ? name : '';
}

function isWord(code: unknown): code is string {
  return typeof code === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(code);
}
