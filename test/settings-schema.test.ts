import { describe, expect, test } from 'vitest';
import { ConfigError, createConfig } from '../src/config.ts';
import { SETTINGS } from '../src/settings.ts';

const BOT = { BOT_TOKEN: '1:a' };
const S3 = { S3_ENDPOINT: 'https://s3.example.com', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' };

type Environment = Record<string, string | undefined>;

function mistakesOf(env: Environment): readonly string[] {
  try {
    createConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

/** Values that are taken: what it is about, and the value. */
const ACCEPTED: [name: string, env: Environment, values: Record<string, string>][] = [
  ['BOT_TOKEN', {}, { 'a short token': '1:a' }],
  [
    'ADMIN_IDS',
    {},
    { 'one admin': '1', 'an id of 52 bits': '4503599627370495', 'a comma at the end': '1, 2,' },
  ],
  [
    'SHOP_NAME',
    {},
    { 'an ampersand': 'Cards & Co', 'two scripts': 'Карточки 卡片', '64 emoji': '🃏'.repeat(64) },
  ],
  [
    'SHOP_CONTACT',
    {},
    { 'a name in Telegram': '@cards_and_co', 'an address': 'https://cards.example/ask?from=bot' },
  ],
  [
    'DATABASE_URL',
    BOT,
    {
      'a password with encoded characters': 'postgres://u:p%40%2F%23%3F%25@h/d',
      'a password with an @': 'postgres://u:p@ss@h/d',
      'the other name of the protocol': 'postgresql://h/d',
      'a socket': 'postgres:///d?host=/var/run/postgresql',
      parameters: 'postgres://h/d?sslmode=require',
    },
  ],
  ['DATA_DIR', {}, { 'a folder with a space': '/srv/my cards' }],
  [
    'S3_ENDPOINT',
    S3,
    { 'no encryption': 'http://127.0.0.1:9000', 'a slash at the end': 'https://s3.example.com/' },
  ],
  ['S3_ACCESS_KEY', S3, { 'a well-known key in development': 'minioadmin' }],
  ['S3_SECRET_KEY', S3, { 'a well-known key in development': 'minioadmin' }],
  ['S3_BUCKET', S3, { 'dots and hyphens': 'my-cards.example' }],
  ['S3_REGION', S3, { 'a name of ones own': 'garage' }],
  ['S3_PATH_STYLE', S3, { 'the bucket before the host': 'off', 'the bucket in the path': 'on' }],
  ['S3_CA_FILE', S3, { 'a path with a space': './my authority.pem' }],
  [
    'WEBHOOK_URL',
    BOT,
    {
      'a port': 'https://bot.example.com:8443/x',
      localhost: 'http://localhost:3000/telegram',
      'the IPv4 loopback': 'http://127.1.2.3:3000/',
      'the IPv6 loopback': 'http://[::1]:3000/',
    },
  ],
  ['WEBHOOK_SECRET', {}, { '256 characters': '-_aZ'.repeat(64) }],
  ['REPLICAS', {}, { one: '1', 'a hundred': '100' }],
  ['MESSAGES_PER_SECOND', {}, { 'no pace': '0', 'the most': '1000' }],
  ['PORT', {}, { 'any free port': '0', 'the highest port': '65535' }],
  [
    'HOST',
    {},
    { IPv4: '0.0.0.0', IPv6: '::1', 'IPv6 in brackets': '[::]', 'a name': 'my_host.example' },
  ],
  ['DEFAULT_LOCALE', {}, { Russian: 'ru' }],
  ['LOG_LEVEL', {}, { 'nothing at all': 'silent' }],
  ['BOT_RENAMED_TO', {}, { 'a name': 'my_new_bot', 'a name with an @': '@my_new_bot' }],
  ['TELEGRAM_FILES_DIR', {}, { 'a path with a space': './my files' }],
  ['TELEGRAM_API_ROOT', {}, { 'a path': 'https://proxy.example.com/telegram' }],
  ['NODE_ENV', {}, { 'a test run': 'test' }],
];

/** Values that are refused. No address of theirs stands in a message as an example. */
const REFUSED: [name: string, env: Environment, values: string[]][] = [
  ['BOT_TOKEN', {}, [...list('token 123 :abc 12a:abc 123: "1:a"'), '123:a b', '123:a\nb']],
  ['ADMIN_IDS', {}, [...list('abc 1,abc 1;2 -5 0 1.5 1e9 0x10 007 9007199254740993 @name'), '1 2']],
  ['SHOP_NAME', {}, ['x'.repeat(65), '\u200b\u2060', '👨‍👩‍👧‍👦'.repeat(12)]],
  [
    'SHOP_CONTACT',
    {},
    [
      ...list(`cards_and_co @me @1cards @cards-and-co http://cards.example
        https://u:swordfish@cards.example t.me/cards_and_co javascript:alert(1) tg://resolve`),
      '@cards and co',
    ],
  ],
  [
    'DATABASE_URL',
    BOT,
    [
      ...list(`mysql://u:swordfish@h/d h/d postgres:h postgres://h:port/d
        postgres://u:sword#fish@h/d postgres://u:sword/fish@h/d postgres://u:12/sword@h/d
        postgres://u:12?sword@h/d postgres://u:12#sword@h/d postgres://u:sword%fish@h/d
        postgres://u:sword%zzfish@h:1/d`),
      'postgres://u:sword fish@h/d',
    ],
  ],
  ['DATA_DIR', {}, ['a\0b']],
  [
    'S3_ENDPOINT',
    S3,
    [
      ...list(`storage.internal localhost:9000 https:// ftp://h https://h/path https://h?x=1
        https://h/#x https://swordfish@h https://u:swordfish@h`),
      'https://h h',
    ],
  ],
  ['S3_ACCESS_KEY', S3, ['a b']],
  ['S3_SECRET_KEY', S3, ['sword fish']],
  [
    'S3_BUCKET',
    S3,
    [...list('ab My-Cards a_b -abc abc- a..b a/b a.-b a-.b 192.168.1.10 x1.2.3.4'), 'x'.repeat(64)],
  ],
  ['S3_REGION', S3, ['eu west', 'eu/west']],
  ['S3_PATH_STYLE', S3, list('yes path OFF 1')],
  ['S3_CA_FILE', S3, ['a\0b']],
  ['TELEGRAM_FILES_DIR', {}, ['a\0b']],
  ['BOT_RENAMED_TO', {}, list('bot my-bot https://t.me/my_bot @ 1bot_bot')],
  [
    'WEBHOOK_URL',
    BOT,
    list(`bot.internal.host http://bot.internal/x http://127.example.com/x ftp://localhost/x
      http://localhost.example.com https://u:swordfish@h/x https://h/x#y https://`),
  ],
  [
    'WEBHOOK_SECRET',
    {},
    ['swordfish', 'x'.repeat(31), 'x'.repeat(257), `${'x'.repeat(40)}!`, `${'x'.repeat(40)}é`],
  ],
  ['REPLICAS', {}, list('0 -1 101 1.5 many 1e1 0x1')],
  ['MESSAGES_PER_SECOND', {}, list('-1 1001 1.5 many 1e1 0x1')],
  ['PORT', {}, list('http -1 65536 80.5 1e3 0x50 999999 80,81')],
  ['HOST', {}, list('127.0.0.1:80 http://localhost 1.2.3 256.1.1.1 [localhost] a/b [::1]:80 -x')],
  ['DEFAULT_LOCALE', {}, list('de EN ru-RU')],
  ['LOG_LEVEL', {}, list('loud INFO 30')],
  [
    'TELEGRAM_API_ROOT',
    {},
    list('api.telegram.org ftp://h https://h?x https://h/#x https://u:swordfish@h https://'),
  ],
  ['NODE_ENV', {}, list('prod staging')],
];

function list(values: string): string[] {
  return values.split(/\s+/);
}

describe('a value in order is taken', () => {
  const cases = ACCEPTED.flatMap(([name, env, values]) =>
    Object.entries(values).map(
      ([about, value]) => [name, about, { ...env, [name]: value }] as const,
    ),
  );

  test.each(cases)('%s: %s', (_name, _about, env) => {
    expect(mistakesOf(env)).toEqual([]);
  });
});

describe('a wrong value is one mistake that names the variable and not the value', () => {
  const cases = REFUSED.flatMap(([name, env, values]) =>
    values.map((value) => [name, value, env] as const),
  );

  test.each(cases)('%s=%j', (name, value, env) => {
    const mistakes = mistakesOf({ ...env, [name]: value });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(new RegExp(`^${name} must .{10,}\\.$`));
    expect(mistakes[0]).not.toMatch(/swordfish|undefined|invalid/i);
    if (value.length > 10) expect(mistakes[0]).not.toContain(value);
  });
});

test('both tables have every setting', () => {
  const names = SETTINGS.map(({ name }) => name).sort();
  expect(ACCEPTED.map(([name]) => name).sort()).toEqual(names);
  expect(REFUSED.map(([name]) => name).sort()).toEqual(names);
});

test('the slash behind an address goes', () => {
  const env = {
    ...BOT,
    ...S3,
    S3_ENDPOINT: 'http://h:9000/',
    TELEGRAM_API_ROOT: 'http://h:8081/bot/',
  };
  expect(createConfig(env)).toMatchObject({
    photos: { endpoint: 'http://h:9000' },
    telegram: { apiRoot: 'http://h:8081/bot' },
  });
});

test('the same admin twice is one', () => {
  expect(createConfig({ ADMIN_IDS: '7,8,7' }).adminIds).toEqual([7, 8]);
});
