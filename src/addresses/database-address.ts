import { isIPv6 } from 'node:net';
import { userInfo } from 'node:os';
import { AppError } from '../errors.ts';
import { type DatabaseParameters, databaseParameters } from './database-parameters.ts';
import { splitAddress } from './split-address.ts';
import { type TlsWish, tlsWishOf } from './tls-wish.ts';

/** Where a PostgreSQL is and how to speak to it: all that `DATABASE_URL` says, read once for all clients. */
export interface DatabaseAddress {
  /** A name, an IP address (IPv6 without brackets), or the folder of a Unix socket, which begins with `/`. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null: none is given. */
  readonly password: string | null;
  readonly database: string;
  /** The one schema of the program; null: the role's own search path decides. */
  readonly schema: string | null;
  /** Null: in plain text, as on every Unix socket. */
  readonly tls: TlsWish | null;
  /** What connections call themselves in `pg_stat_activity`; null: as each client likes. */
  readonly applicationName: string | null;
  /** Command-line options for the server's session, such as `-c geqo=off`; null: none. */
  readonly options: string | null;
  /** Seconds to wait for a connection; null: as usual. */
  readonly connectSeconds: number | null;
  /** Seconds of silence after which the system asks for a sign of life; null: it does not ask. */
  readonly keepAliveSeconds: number | null;
}

/** `DATABASE_URL` cannot be used. `mistake` ends a sentence that begins with the variable's name; no value is in it. */
export class DatabaseAddressError extends AppError {
  readonly mistake: string;

  constructor(mistake: string) {
    super('database_address', `DATABASE_URL ${mistake}.`);
    this.mistake = mistake;
  }
}

const DEFAULT_PORT = 5_432;
const DEFAULT_KEEPALIVE_SECONDS = 60;

/**
 * Reads an address as libpq would (percent-encodings, `+` is a plus, parameters before what stands in
 * front of the `?`), and refuses what cannot be kept. Without a user it is the system's, as with
 * libpq; the variables of libpq (`PGHOST`, …) count for nothing.
 *
 * @throws DatabaseAddressError
 */
export function parseDatabaseAddress(url: string): DatabaseAddress {
  const parts = splitAddress(url);
  if (parts === null) throw new DatabaseAddressError(FORM);
  const given = readParameters(parts.parameters);
  const host = hostOf(given.host ?? parts.host);
  const database = given.dbname ?? parts.database;
  if (database === '') {
    throw new DatabaseAddressError('names no database: add it behind the host, such as /cardseal');
  }
  const tls = tlsWishOf(given);
  if ('mistake' in tls) throw new DatabaseAddressError(tls.mistake);
  return {
    host,
    port: given.port ?? portOf(parts.port),
    user: given.user ?? (parts.user || userInfo().username),
    password: given.password ?? (parts.password || null),
    database,
    schema: schemaOf(given),
    tls: host.startsWith('/') ? null : tls.wish,
    applicationName: given.application_name ?? given.fallback_application_name ?? null,
    options: given.options ?? null,
    connectSeconds: given.connect_timeout ?? null,
    keepAliveSeconds:
      given.keepalives === '0'
        ? null
        : (given.keepalives_idle ?? (given.keepalives === '1' ? DEFAULT_KEEPALIVE_SECONDS : null)),
  };
}

/** The address for people, without user, password and parameters. */
export function describeAddress({ host, port, database }: DatabaseAddress): string {
  if (host.startsWith('/')) return `${host}/${database}`;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}/${database}`;
}

const FORM =
  'must look like postgres://user:password@host:5432/database, with special characters in the password percent-encoded (% as %25, @ as %40, / as %2F, # as %23, ? as %3F)';

function readParameters(pairs: readonly (readonly [string, string])[]): DatabaseParameters {
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new DatabaseAddressError(`has the parameter ${nameForPeople(twice)} twice`);
  }
  const read = databaseParameters.safeParse(Object.fromEntries(pairs));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code !== 'unrecognized_keys') {
    throw new DatabaseAddressError(`has ${String(issue?.path[0])}, which ${issue?.message}`);
  }
  const unknown = issue.keys.map(nameForPeople).join(', ');
  const known = Object.keys(databaseParameters.shape).join(', ');
  throw new DatabaseAddressError(
    `has a parameter that is not kept here, ${unknown}: take it away. These are kept: ${known}`,
  );
}

/** A name that looks like none may be the rest of a password with an unencoded "?" or "&". */
function nameForPeople(name: string): string {
  return /^[A-Za-z_]{1,40}$/.test(name) ? name : 'one with a strange name';
}

function hostOf(written: string): string {
  const host = written === '' ? 'localhost' : written;
  if (host.includes(',')) {
    throw new DatabaseAddressError(
      'names several hosts: name one (or one address that leads to whichever server is in charge)',
    );
  }
  const inBrackets = /^\[(.*)\]$/.exec(host)?.[1];
  const isPlain = inBrackets === undefined ? !/[[\]\s]/.test(host) : isIPv6(inBrackets);
  if (!isPlain || host.startsWith('@')) throw new DatabaseAddressError(FORM);
  return inBrackets ?? host;
}

function portOf(written: string): number {
  if (written === '') return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(written) ? Number(written) : 0;
  if (port < 1 || port > 65_535) throw new DatabaseAddressError(FORM);
  return port;
}

function schemaOf({ schema, search_path }: DatabaseParameters): string | null {
  if (schema !== undefined && search_path !== undefined && schema !== search_path) {
    throw new DatabaseAddressError('names one schema by schema and another by search_path');
  }
  return schema ?? search_path ?? null;
}
