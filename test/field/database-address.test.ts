import { userInfo } from 'node:os';
import { expect } from 'vitest';
import { describeAddress, parseDatabaseAddress } from '../../src/addresses/database-address.ts';
import { createConfig, secretsOf } from '../../src/config.ts';
import { createRedactor } from '../../src/redaction.ts';
import { failureOf } from '../support/reports/failure-message.ts';
import { fieldCase } from '../support/reports/field-case.ts';

const KIND = 'two clients that read one address differently';
const SPELLING = 'addresses that are not spelled as usual';

/** What is wrong with an address; the sentence never holds a value. */
async function mistakeIn(url: string): Promise<string> {
  return failureOf(() => parseDatabaseAddress(url));
}

const SPELLINGS: readonly [input: string, url: string, read: object][] = [
  ['an IPv6 address', 'postgresql://u:p@[::1]:5433/db', { host: '::1', port: 5433 }],
  ['an IPv6 address with a zone', 'postgres://u:p@[fe80::1%25eth0]/db', { host: 'fe80::1%eth0' }],
  [
    'a socket as the host, encoded',
    'postgres://u:p@%2Fvar%2Frun:5433/db',
    { host: '/var/run', port: 5433 },
  ],
  [
    'a socket as a parameter, without a host',
    'postgres://u:p@/db?host=/run',
    { host: '/run', user: 'u' },
  ],
  [
    'nothing but a parameter',
    'postgres:///?host=h&port=1&user=u&password=p&dbname=d',
    { host: 'h', port: 1, user: 'u', password: 'p', database: 'd' },
  ],
  ['a host in front and another as a parameter', 'postgres://u@one/db?host=two', { host: 'two' }],
  ['no host, no port', 'postgres://u:p@/db', { host: 'localhost', port: 5432 }],
  ['no user', 'postgres://h/db', { user: userInfo().username, password: null }],
  [
    'everything percent-encoded',
    'postgres://%75%40:p%2F%3F%23%25@h/d%20b',
    { user: 'u@', password: 'p/?#%', database: 'd b' },
  ],
  [
    'a plus, which is a plus',
    'postgres://u:p+q@h/db?application_name=a+b',
    { password: 'p+q', applicationName: 'a+b' },
  ],
  [
    'an @ in the password that is not encoded',
    'postgres://u:p@q@h/db',
    { password: 'p@q', host: 'h' },
  ],
  [
    'keepalives and a time to connect',
    'postgres://u@h/d?keepalives=1&connect_timeout=10',
    { keepAliveSeconds: 60, connectSeconds: 10 },
  ],
  [
    'what changes nothing',
    'postgres://u@h/d?target_session_attrs=read-write&client_encoding=utf8&gssencmode=prefer&uselibpqcompat=true',
    { tls: null },
  ],
  ['search_path with one schema', 'postgres://u@h/d?search_path=cards', { schema: 'cards' }],
];

for (const [input, url, read] of SPELLINGS) {
  fieldCase('database', { kind: SPELLING, input, outcome: 'read as libpq reads it' }, () => {
    expect(parseDatabaseAddress(url)).toMatchObject(read);
  });
}

const MODES: readonly [query: string, tls: object | null][] = [
  ['', null],
  ['?sslmode=disable', null],
  ['?sslmode=require', { verified: 'nothing' }],
  ['?sslmode=require&sslrootcert=ca.pem', { verified: 'authority', authorityFile: 'ca.pem' }],
  ['?sslmode=verify-ca&sslrootcert=ca.pem', { verified: 'authority', authorityFile: 'ca.pem' }],
  ['?sslmode=verify-full', { verified: 'name', authorityFile: null }],
  ['?sslmode=verify-full&sslrootcert=system', { verified: 'name', authorityFile: null }],
  ['?sslmode=no-verify', { verified: 'nothing' }],
  ['?ssl=true', { verified: 'name' }],
  ['?ssl=no-verify', { verified: 'nothing' }],
  [
    '?sslmode=verify-full&sslcert=c&sslkey=k&sslpassword=x',
    { own: { certificateFile: 'c', keyFile: 'k', keyPassword: 'x' } },
  ],
  [
    '?sslmode=verify-full&ssl_min_protocol_version=TLSv1.3&sslnegotiation=direct',
    { leastVersion: 'TLSv1.3', isDirect: true },
  ],
];

for (const [query, tls] of MODES) {
  const outcome = tls === null ? 'plain text' : `TLS: ${JSON.stringify(tls).replaceAll('"', '')}`;
  fieldCase('database', { kind: KIND, input: query || 'no sslmode', outcome }, () => {
    const read = parseDatabaseAddress(`postgres://u:p@h/d${query}`).tls;
    if (tls === null) expect(read).toBeNull();
    else expect(read).toMatchObject(tls);
  });
}

const REFUSED: readonly [input: string, url: string, named: RegExp][] = [
  ['several hosts', 'postgres://u:sesame@one:1,two:2/d', /names several hosts/],
  ['several hosts as a parameter', 'postgres://u:sesame@/d?host=one,two', /names several hosts/],
  ['no database', 'postgres://u:sesame@h', /names no database/],
  ['no database but a slash', 'postgres://u:sesame@h/', /names no database/],
  [
    'a setting of another client',
    'postgres://u:sesame@h/d?pgbouncer=true',
    /not kept here, pgbouncer/,
  ],
  [
    'a parameter of libpq that cannot be kept',
    'postgres://u@h/d?hostaddr=sesame',
    /not kept here, hostaddr/,
  ],
  ['a parameter spelled wrongly', 'postgres://u:p@h/d?SSLMODE=sesame', /not kept here, SSLMODE/],
  [
    'sslmode=prefer',
    'postgres://u:sesame@h/d?sslmode=prefer',
    /sslmode, which must say what is wanted/,
  ],
  ['an sslmode that is none', 'postgres://u@h/d?sslmode=sesame', /sslmode, which must be one of/],
  ['sslmode twice', 'postgres://u:p@h/d?sslmode=disable&sslmode=require', /sslmode twice/],
  ['sslmode and ssl', 'postgres://u:p@h/d?sslmode=require&ssl=true', /both sslmode and ssl/],
  [
    'sslrootcert without sslmode',
    'postgres://u@h/d?sslrootcert=sesame',
    /sslrootcert without sslmode/,
  ],
  ['verify-ca without an authority', 'postgres://u@h/d?sslmode=verify-ca', /without sslrootcert/],
  [
    'sslcert without sslkey',
    'postgres://u@h/d?sslmode=require&sslcert=sesame',
    /sslcert and sslkey/,
  ],
  [
    'an encoding that is not UTF8',
    'postgres://u@h/d?client_encoding=sesame',
    /client_encoding, which may only/,
  ],
  [
    'a standby',
    'postgres://u@h/d?target_session_attrs=standby',
    /target_session_attrs, which may only/,
  ],
  ['two schemas', 'postgres://u@h/d?schema=sesame,public', /schema, which must name one schema/],
  ['a parameter without a value', 'postgres://u:p@h/d?schema=', /schema, which has no value/],
  ['a port that is none', 'postgres://u:sesame@h:70000/d', /must look like/],
  ['an address in brackets that is none', 'postgres://u:sesame@[::g]/d', /must look like/],
  ['a password with an unencoded slash', 'postgres://u:sesame/x@h/d', /must look like/],
  ['a percent sign that encodes nothing', 'postgres://u:sesame%@h/d', /must look like/],
];

for (const [input, url, named] of REFUSED) {
  fieldCase(
    'database',
    { kind: KIND, input, outcome: 'the start ends with one line that names it, and no value' },
    async () => {
      const mistake = await mistakeIn(url);
      expect(mistake).toMatch(named);
      expect(mistake).toMatch(/^DATABASE_URL .*\.$/);
      expect(mistake).not.toContain('sesame');
      const told = await failureOf(() => createConfig({ BOT_TOKEN: '1:a', DATABASE_URL: url }));
      expect(told).toContain(mistake);
    },
  );
}

fieldCase(
  'database',
  {
    kind: KIND,
    input: 'passwords in front of the host, as a parameter, of a key, encoded or with a plus',
    outcome: 'none is seen in the log, however it is written there',
  },
  () => {
    const url =
      'postgres://u:open%20sesame@h/d?password=sword%2Bfish&sslmode=verify-full&sslcert=c&sslkey=k&sslpassword=key+word';
    const hide = createRedactor(secretsOf(createConfig({ BOT_TOKEN: '1:a', DATABASE_URL: url })));
    const written = [
      'open%20sesame',
      'open sesame',
      'sword%2Bfish',
      'sword+fish',
      'key+word',
      'key word',
    ];
    for (const secret of written) expect(hide(`it is ${secret} here`)).toBe('it is <secret> here');
  },
);

fieldCase(
  'database',
  {
    kind: SPELLING,
    input: 'an address with a password, as the first lines of the bot show it',
    outcome: 'host, port and database alone',
  },
  () => {
    const shown = (url: string) => describeAddress(parseDatabaseAddress(url));
    expect(shown('postgres://u:sesame@[::1]/d?sslmode=require')).toBe('[::1]:5432/d');
    expect(shown('postgres://u:sesame@/d?host=/run')).toBe('/run/d');
  },
);
