/**
 * SQLSTATE classes and codes that say "not now": connection trouble, shutdown, too many connections
 * or no room, serialisation and deadlock; a read-only stand-in; a transaction that was idle too long;
 * a wait for a lock or a statement that took too long. 08P01 is none: it says that a value cannot be
 * sent, such as a text with a NUL, and never can.
 */
const PASSING = /^08(?!P01)|^57P|^53|^40|^25006$|^25P0[34]$|^55P03$|^57014$/;

/** Node's own words for a connection that could not be made or broke. */
const NETWORK = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

const CONNECTION_WORDS =
  /connection (terminated|error|timeout)|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|not queryable|connection ended|client was closed|pool after calling end/i;

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/**
 * Whether a failed statement or transaction is worth trying again as it is: the database was away,
 * ended, was too busy or chose this transaction to give way. Looks through the chain of causes.
 * A COMMIT that failed like this may still have happened: try again only what reads first.
 */
export function isPassingDatabaseError(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = codeOf(at);
    if (code !== null && (PASSING.test(code) || NETWORK.has(code))) return true;
    if (CONNECTION_WORDS.test(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some(isPassingDatabaseError)) return true;
  }
  return false;
}

/** The SQLSTATE of a failed statement, for the operator's log; null where there is none. */
export function sqlState(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = codeOf(at);
    if (code !== null && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}
