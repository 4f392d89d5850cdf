import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { failureOf } from '../support/reports/failure-message.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { type Authority, createAuthority } from '../support/servers/certificates.ts';
import { connectAll } from '../support/servers/connected-clients.ts';
import {
  type ReachablePostgres,
  startReachablePostgres,
} from '../support/servers/reachable-postgres.ts';
import { runScript } from '../support/sources/run-script.ts';

const KIND = 'two clients that read one address differently';

let server: ReachablePostgres;
let authority: Authority;
let folder: string;

beforeAll(async () => {
  [server, authority, folder] = await Promise.all([
    startReachablePostgres(),
    createAuthority(),
    mkdtemp(join(tmpdir(), 'cardseal-tls-')),
  ]);
  const stranger = await createAuthority();
  await writeFile(join(folder, 'ca.pem'), authority.certificate);
  await writeFile(join(folder, 'other.pem'), stranger.certificate);
  await writeFile(join(folder, 'broken.pem'), 'no certificate\n');
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The server's address with another host, and with parameters. */
function at(host: string, query: string): string {
  return server.url.replace('127.0.0.1', host) + query;
}

fieldCase(
  'database',
  {
    kind: 'addresses that are not spelled as usual',
    input: 'the IPv6 address `[::1]` as the host',
    outcome: 'both pools connect',
  },
  async (context) => {
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    if (!addresses.some(({ address }) => address === '::1')) context.skip('no IPv6 here');
    expect((await connectAll(at('[::1]', ''))).map(({ tls }) => tls)).not.toContain(true);
  },
);

fieldCase(
  'database',
  {
    kind: 'addresses that are not spelled as usual',
    input: 'the folder of a Unix socket as `?host=`, with `sslmode=verify-full`',
    outcome: 'both pools connect; TLS is not spoken on a socket, as with libpq',
  },
  async () => {
    const url = new URL(server.url);
    const login = `cardseal:${url.password}@`;
    const query = `host=${encodeURIComponent(server.socketFolder)}&port=${server.port}&sslmode=verify-full`;
    const seen = await connectAll(`postgres://${login}/cardseal?${query}`);
    expect(seen.length).toBeGreaterThan(2);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input:
      'a server that allows plain text too, and an address with sslmode=verify-full and sslrootcert',
    outcome: 'every connection is encrypted: the pool, the jobs, and the one that listens',
  },
  async () => {
    await server.speakTls(await authority.sign({ ip: '127.0.0.1' }), false);
    const seen = await connectAll(
      at('127.0.0.1', `?sslmode=verify-full&sslrootcert=${join(folder, 'ca.pem')}`),
    );
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.every(({ tls }) => tls)).toBe(true);
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a server that takes nothing but TLS, with sslmode=require, verify-ca and no-verify',
    outcome: 'every connection is encrypted, and is called as application_name says',
  },
  async () => {
    await server.speakTls(await authority.sign({ dns: 'another.name' }), true);
    const ca = `sslrootcert=${join(folder, 'ca.pem')}`;
    for (const query of ['sslmode=require', `sslmode=verify-ca&${ca}`, 'sslmode=no-verify']) {
      const seen = await connectAll(at('127.0.0.1', `?${query}&application_name=cards`));
      expect([...new Set(seen.map(({ name, tls }) => `${name} ${tls}`))]).toEqual(['cards true']);
    }
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'a server that takes nothing but TLS, and an address that says nothing of it',
    outcome: "one line with the server's words and the parameter to add",
  },
  async () => {
    await server.speakTls(await authority.sign({ ip: '127.0.0.1' }), true);
    const message = await failureOf(connectAll(server.url));
    expect(message).toMatch(/^PostgreSQL refuses DATABASE_URL \(SQLSTATE 28000\): no pg_hba/);
    expect(message).toContain('add sslmode=verify-full');
    expect(message).not.toContain('\n');
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input:
      'sslmode=verify-full, and a certificate of another name, of another authority, or expired',
    outcome: 'one line that says which, and what to set',
  },
  async () => {
    const query = (file: string) => `?sslmode=verify-full&sslrootcert=${join(folder, file)}`;
    await server.speakTls(await authority.sign({ dns: 'another.name' }), true);
    expect(await failureOf(connectAll(at('127.0.0.1', query('ca.pem'))))).toMatch(
      /not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\).* Name the server as its certificate does\.$/,
    );
    expect(await failureOf(connectAll(at('127.0.0.1', query('other.pem'))))).toMatch(
      /not trusted \(.*sslrootcert in DATABASE_URL\.$/,
    );
    await server.speakTls(await authority.sign({ ip: '127.0.0.1' }, true), true);
    expect(await failureOf(connectAll(at('127.0.0.1', query('ca.pem'))))).toMatch(
      /CERT_HAS_EXPIRED/,
    );
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'sslrootcert names a file that is missing, or that holds no certificate',
    outcome: 'one line with the parameter and the path',
  },
  async () => {
    for (const file of ['missing.pem', 'broken.pem']) {
      const url = at('127.0.0.1', `?sslmode=verify-full&sslrootcert=${join(folder, file)}`);
      const message = await failureOf(connectAll(url));
      expect(message).toMatch(/^sslrootcert in DATABASE_URL names .*\.pem, which cannot be used/);
      expect(message).not.toContain('\n');
    }
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: '`npm run migrate` and `npm run sessions -- list` with such an address',
    outcome: 'they do their work over TLS too',
  },
  async () => {
    await server.speakTls(await authority.sign({ ip: '127.0.0.1' }), true);
    const DATABASE_URL = at(
      '127.0.0.1',
      `?sslmode=verify-full&sslrootcert=${join(folder, 'ca.pem')}`,
    );
    const env = { DATABASE_URL, BOT_TOKEN: '123456:abc' };
    expect(await runScript('scripts/migrate.ts', [], env)).toEqual({
      code: 0,
      output: 'The schema is up to date.\n',
    });
    expect(await runScript('scripts/sessions.ts', ['list'], env)).toEqual({
      code: 0,
      output: 'There are no sessions.\n',
    });
  },
);

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'sslmode=require, and a server without TLS',
    outcome: 'one line, and not plain text in silence',
  },
  async () => {
    const plain = await startReachablePostgres();
    try {
      const message = await failureOf(connectAll(`${plain.url}?sslmode=require`));
      expect(message).toBe(
        'The database cannot be used: the server does not speak TLS: set sslmode=disable in DATABASE_URL, or turn ssl on in the server.',
      );
    } finally {
      await plain.stop();
    }
  },
);
