import { readFileSync } from 'node:fs';
import { checkServerIdentity, createSecureContext } from 'node:tls';
import type { ClientConfig } from 'pg';
import type { DatabaseAddress } from '../addresses/database-address.ts';
import type { TlsWish } from '../addresses/tls-wish.ts';
import { AppError } from '../errors.ts';

/**
 * Milliseconds to wait for a connection, where the address says nothing else.
 */
const CONNECT_MS = 5_000;

/** What `pg` is given of an address; every client of ours gets this, and adds only what is its own. */
export type Connection = ClientConfig & { sslnegotiation: 'postgres' | 'direct' };

/**
 * Turns an address into the options of a `pg` client. Everything is said, so that `pg` asks neither
 * the environment nor a file of passwords for what is missing. Reads the certificates that the
 * address names.
 *
 * @param name what the connections are called where the address gives no name
 * @throws AppError `certificate_unusable`: a file cannot be read or holds something else
 */
export function connectionTo(address: DatabaseAddress, name: string): Connection {
  forgetEnvironment();
  const { connectSeconds, keepAliveSeconds, options, tls } = address;
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    // A function, since an empty password would be looked for elsewhere.
    password: () => address.password ?? '',
    database: address.database,
    ssl: tls === null ? false : tlsOptions(tls, address.host),
    sslnegotiation: tls?.isDirect ? 'direct' : 'postgres',
    application_name: address.applicationName ?? name,
    ...(options !== null && { options }),
    connectionTimeoutMillis: connectSeconds === null ? CONNECT_MS : connectSeconds * 1_000,
    ...(keepAliveSeconds !== null && {
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveSeconds * 1_000,
    }),
  };
}

/** What `pg` (libpq's variables) and MikroORM would take from the environment beside what they are given. */
const FOREIGN_VARIABLE =
  /^(PG(APPNAME|BINARY|CLIENT_ENCODING|CONNECT_TIMEOUT|DATABASE|HOST|HOSTADDR|OPTIONS|PASSFILE|PASSWORD|PORT|REPLICATION|SSL\w*|USER)|MIKRO_ORM_(?!CLI|ALLOW_)\w+)$/;

/**
 * Takes those variables out of this process's environment, since some cannot be overruled
 * (`PGOPTIONS`): the address says all.
 */
function forgetEnvironment(): void {
  for (const name of Object.keys(process.env)) {
    if (FOREIGN_VARIABLE.test(name)) delete process.env[name];
  }
}

function tlsOptions(tls: TlsWish, host: string): NonNullable<ClientConfig['ssl']> {
  const { authorityFile, own, verified, leastVersion } = tls;
  return {
    rejectUnauthorized: verified !== 'nothing',
    // Node would compare with "localhost" where the host is an IP address.
    checkServerIdentity: (_name, certificate) =>
      verified === 'name' ? checkServerIdentity(host, certificate) : undefined,
    ...(authorityFile !== null && { ca: readAuthorities(authorityFile) }),
    ...(own !== null && readOwn(own)),
    ...(leastVersion !== null && { minVersion: leastVersion }),
  };
}

function readAuthorities(path: string): string {
  const text = read('sslrootcert', path);
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw unusable('sslrootcert', path);
  return usable('sslrootcert', path, { ca: text }).ca;
}

function readOwn({ certificateFile, keyFile, keyPassword }: NonNullable<TlsWish['own']>) {
  const cert = read('sslcert', certificateFile);
  const key = read('sslkey', keyFile);
  usable('sslcert', certificateFile, { cert });
  const passphrase = keyPassword === null ? {} : { passphrase: keyPassword };
  return usable('sslkey', keyFile, { cert, key, ...passphrase });
}

/** Has OpenSSL look at what was read, so that a broken file is told at the start and by its name. */
function usable<T extends Parameters<typeof createSecureContext>[0]>(
  parameter: string,
  path: string,
  options: T,
): T {
  try {
    createSecureContext(options);
    return options;
  } catch (error) {
    throw unusable(parameter, path, error);
  }
}

function read(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unusable(parameter, path, error);
  }
}

function unusable(parameter: string, path: string, cause?: unknown): AppError {
  const reason = cause instanceof Error ? ` (${cause.message.split('\n')[0]})` : '';
  return new AppError(
    'certificate_unusable',
    `${parameter} in DATABASE_URL names ${path}, which cannot be used${reason}: it must be a PEM file that the bot may read.`,
    { cause },
  );
}
