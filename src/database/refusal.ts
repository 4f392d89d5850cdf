import { AppError } from '../errors.ts';
import { isPassingDatabaseError, sqlState } from './database-errors.ts';

/** What PostgreSQL's refusals at a start are about, by the beginning of their SQLSTATE and their words, and what to do. */
const REFUSALS: readonly (readonly [state: RegExp, words: RegExp, mend: string])[] = [
  [
    /^28/,
    /no encryption|SSL off/i,
    'The server wants TLS: add sslmode=verify-full to DATABASE_URL (with sslrootcert for an authority of your own).',
  ],
  [/^28/, /certificate/i, 'Give the bot its certificate with sslcert and sslkey in DATABASE_URL.'],
  [/^28/, /./, 'Check the user and the password in DATABASE_URL, and pg_hba.conf.'],
  [/^3D/, /./, 'Check the database in DATABASE_URL, or make it: create database … encoding UTF8.'],
  [/^3F/, /./, 'Make the schema, or name one that is there with ?schema= in DATABASE_URL.'],
  [
    /^08P01|^0A/,
    /startup parameter/i,
    "The pooler refuses a setting that comes with the connection: take options away from DATABASE_URL, or add it to the pooler's ignore_startup_parameters.",
  ],
  [/^08P01/, /no such database/i, 'Check the database in DATABASE_URL and in the pooler.'],
  [
    /^08P01/,
    /auth|password|user/i,
    "Check the user and the password in DATABASE_URL and in the pooler's auth_file.",
  ],
  [
    /^42501/,
    /./,
    'The role needs create on its schema and to own the tables in it; docs/operations.md has the statements.',
  ],
  [
    /^42P01/,
    /./,
    'Has the bot run on this database? Its first start, or npm run migrate, makes its tables.',
  ],
  [
    /^42P07|^42710|^42P06/,
    /./,
    'Something of that name is there already: give the bot a schema of its own with ?schema= in DATABASE_URL.',
  ],
];

/** The words of Node and `pg` for a connection that is refused for good before PostgreSQL speaks. */
const BEFORE: readonly (readonly [words: RegExp, problem: string])[] = [
  [
    /does not support SSL/i,
    'the server does not speak TLS: set sslmode=disable in DATABASE_URL, or turn ssl on in the server',
  ],
  [/error establishing an SSL/i, 'the server does not speak TLS as PostgreSQL does'],
  [
    /^SASL: .*(must be a (non-empty )?string|password)/i,
    'the server wants a password and DATABASE_URL has none',
  ],
  [/^SASL: /, 'the server and the bot agree on no way to log in'],
  [/EACCES|EPERM/, 'this user may not use the socket that DATABASE_URL names'],
];

/** OpenSSL's and Node's codes for a certificate that is not trusted. */
const UNTRUSTED =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

/**
 * Says in one line why a database refuses us for good, with the server's own words and what to do.
 * Null where waiting may help, and where the fault is none of the operator's.
 */
export function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError || !(error instanceof Error)) return null;
  if (isPassingDatabaseError(error)) return null;
  const state = sqlState(error);
  if (state !== null)
    return refused(
      `PostgreSQL refuses DATABASE_URL (SQLSTATE ${state}): ${wordsOf(error)}. ${mendOf(state, wordsOf(error))}`,
      error,
    );
  const { code, message } = rootOf(error);
  if (code !== null && UNTRUSTED.test(code)) {
    return refused(
      `The certificate of the server that DATABASE_URL names is not trusted (${code}): ${message}. ${
        code === 'ERR_TLS_CERT_ALTNAME_INVALID'
          ? 'Name the server as its certificate does.'
          : 'Name the PEM file of its authority with sslrootcert in DATABASE_URL.'
      }`,
      error,
    );
  }
  const before = BEFORE.find(([words]) => words.test(message) || words.test(code ?? ''));
  if (before !== undefined) return refused(`The database cannot be used: ${before[1]}.`, error);
  return code?.startsWith('ERR_SSL_') || code?.startsWith('ERR_TLS_')
    ? refused(
        `The server that DATABASE_URL names ends the talk about TLS (${code}): check sslmode and the certificates.`,
        error,
      )
    : null;
}

/**
 * Says in one line what kept a command from its work on the database; null for a fault of ours, which
 * is told whole.
 */
export function explainFailure(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  if (isPassingDatabaseError(error)) return 'The database cannot be reached: check DATABASE_URL.';
  return refusalOf(error)?.message ?? null;
}

function refused(message: string, cause: unknown): AppError {
  return new AppError('database_refused', message, { cause });
}

function mendOf(state: string, words: string): string {
  const found = REFUSALS.find(([states, about]) => states.test(state) && about.test(words));
  return found?.[2] ?? 'docs/operations.md says what the bot needs of its database.';
}

/** The first line of what the server said; statements and details that clients add are left out. */
function wordsOf(error: Error): string {
  const { message } = rootOf(error);
  const [line = ''] = message.split('\n');
  return line.replace(/\.$/, '');
}

/** The error of `pg` that others were made of. */
function rootOf(error: Error): { code: string | null; message: string } {
  let root = error;
  for (let depth = 0; root.cause instanceof Error && depth < 5; depth++) root = root.cause;
  const code = 'code' in root && typeof root.code === 'string' ? root.code : null;
  return { code, message: root.message };
}
