import type { DatabaseParameters } from './database-parameters.ts';

/** How to speak TLS with a database. Files are named as they were given. */
export interface TlsWish {
  /** What of the server's certificate has to be right: nothing, who signed it, or that and the name in it. */
  readonly verified: 'nothing' | 'authority' | 'name';
  /** The certificates of the only authorities that are trusted; null: those that Node trusts. */
  readonly authorityFile: string | null;
  /** What we show the server; null: nothing. */
  readonly own: {
    readonly certificateFile: string;
    readonly keyFile: string;
    readonly keyPassword: string | null;
  } | null;
  readonly leastVersion: 'TLSv1.2' | 'TLSv1.3' | null;
  /** Whether to begin with TLS at once, without asking in plain text first (PostgreSQL 17 and later). */
  readonly isDirect: boolean;
}

const SSL_AS_MODE = {
  true: 'verify-full',
  1: 'verify-full',
  false: 'disable',
  0: 'disable',
  'no-verify': 'no-verify',
} as const;

const NEEDS_MODE = [
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslpassword',
  'ssl_min_protocol_version',
] as const;

/**
 * Reads what the parameters ask for, by libpq's rules: `require` with an authority is `verify-ca`.
 * Without `sslmode` the connection is plain, so what only TLS can keep is then a mistake.
 *
 * @returns `wish` null for plain text; `mistake` ends a sentence that begins with `DATABASE_URL`
 */
export function tlsWishOf(
  given: DatabaseParameters,
): { wish: TlsWish | null } | { mistake: string } {
  const { sslmode, ssl, sslrootcert, sslcert, sslkey, sslnegotiation } = given;
  if (sslmode !== undefined && ssl !== undefined) {
    return { mistake: 'has both sslmode and ssl: take ssl away' };
  }
  const mode = sslmode ?? (ssl && SSL_AS_MODE[ssl]);
  if (mode === undefined) {
    const lone = NEEDS_MODE.find((name) => given[name] !== undefined);
    if (lone !== undefined)
      return { mistake: `has ${lone} without sslmode: add sslmode=verify-full` };
  }
  if (mode === undefined || mode === 'disable') {
    return sslnegotiation === 'direct'
      ? { mistake: 'has sslnegotiation=direct without TLS: add sslmode=verify-full' }
      : { wish: null };
  }
  if ((sslcert === undefined) !== (sslkey === undefined)) {
    return { mistake: 'has one of sslcert and sslkey without the other' };
  }
  if (sslrootcert === 'system' && mode !== 'verify-full') {
    return { mistake: 'has sslrootcert=system, which protects with sslmode=verify-full only' };
  }
  if (mode === 'verify-ca' && sslrootcert === undefined) {
    return {
      mistake: 'has sslmode=verify-ca without sslrootcert: add it, or take sslmode=verify-full',
    };
  }
  return {
    wish: {
      verified: verifiedBy(mode, sslrootcert),
      authorityFile: sslrootcert === 'system' ? null : (sslrootcert ?? null),
      own:
        sslcert === undefined || sslkey === undefined
          ? null
          : {
              certificateFile: sslcert,
              keyFile: sslkey,
              keyPassword: given.sslpassword ?? null,
            },
      leastVersion: given.ssl_min_protocol_version ?? null,
      isDirect: sslnegotiation === 'direct',
    },
  };
}

function verifiedBy(
  mode: 'no-verify' | 'require' | 'verify-ca' | 'verify-full',
  sslrootcert: string | undefined,
): TlsWish['verified'] {
  if (mode === 'verify-full') return 'name';
  if (mode === 'verify-ca') return 'authority';
  return mode === 'require' && sslrootcert !== undefined ? 'authority' : 'nothing';
}
