import { z } from 'zod';

/** What the parameters of a database's address may say. Where one can be said in two words, both mean the same. */
export const SSL_MODES = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'] as const;

/** Seconds: nobody waits longer for a connection. */
const LONGEST_CONNECT = 60;

/**
 * Bytes that the name of a schema may have, and what must not stand in it: the job engine builds
 * names of its own from it (source: pg-boss, `assertPostgresObjectName`).
 */
const SCHEMA = /^(?!pg_)[^"'%$.\\\p{Cc}]+$/u;
const LONGEST_SCHEMA = 50;

const text = z.string().min(1, 'has no value');
const path = text.regex(/^[^\0]+$/, 'must be the path of a file');
const schema = text.refine(
  isSchemaName,
  `must name one schema: at most ${LONGEST_SCHEMA} bytes, without quotes, dots, commas, %, $ and \\, and not beginning with pg_`,
);

/** Values that change nothing here, since it is what this program does anyway. */
function only<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values, `may only be ${values.join(' or ')} here`).optional();
}

function wholeNumber(least: number, most: number) {
  const problem = `must be a whole number from ${least} to ${most}`;
  const number = z.string().regex(/^\d{1,9}$/, problem);
  return number.transform(Number).pipe(z.number().min(least, problem).max(most, problem));
}

/**
 * Every parameter that is understood behind the `?` of `DATABASE_URL`: libpq's, as far as they can be
 * kept, `ssl` as node-postgres spells it, and `schema`. All others are refused, since a setting that
 * is silently dropped is worse than none.
 *
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
 */
export const databaseParameters = z.strictObject({
  host: text.optional(),
  port: wholeNumber(1, 65_535).optional(),
  user: text.optional(),
  password: text.optional(),
  dbname: text.optional(),
  schema: schema.optional(),
  search_path: schema.optional(),
  sslmode: z
    .enum(SSL_MODES, {
      error: ({ input }) =>
        input === 'prefer' || input === 'allow'
          ? 'must say what is wanted and not what is preferred: disable, require or verify-full'
          : `must be one of ${SSL_MODES.join(', ')}`,
    })
    .optional(),
  ssl: z
    .enum(['true', '1', 'false', '0', 'no-verify'], 'must be true, false or no-verify')
    .optional(),
  sslrootcert: path.optional(),
  sslcert: path.optional(),
  sslkey: path.optional(),
  sslpassword: text.optional(),
  ssl_min_protocol_version: z.enum(['TLSv1.2', 'TLSv1.3'], 'must be TLSv1.2 or TLSv1.3').optional(),
  sslnegotiation: z.enum(['postgres', 'direct'], 'must be postgres or direct').optional(),
  application_name: text.optional(),
  fallback_application_name: text.optional(),
  options: text.optional(),
  connect_timeout: wholeNumber(1, LONGEST_CONNECT).optional(),
  keepalives: z.enum(['0', '1'], 'must be 0 or 1').optional(),
  keepalives_idle: wholeNumber(0, 86_400).optional(),
  client_encoding: z
    .string()
    .regex(/^(utf-?8|unicode|auto)$/i, 'may only be UTF8 here')
    .optional(),
  gssencmode: only('disable', 'prefer'),
  channel_binding: only('disable', 'prefer'),
  target_session_attrs: only('any', 'read-write', 'primary'),
  load_balance_hosts: only('disable'),
  sslsni: only('1'),
  sslcompression: only('0'),
  uselibpqcompat: only('true'),
});

export type DatabaseParameters = z.output<typeof databaseParameters>;

/** Whether this can be the one schema of the program: the tables' and the job engine's. */
export function isSchemaName(name: string): boolean {
  return (
    SCHEMA.test(name) && !name.includes(',') && Buffer.byteLength(name, 'utf8') <= LONGEST_SCHEMA
  );
}
