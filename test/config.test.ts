import { isAbsolute, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, createConfig, secretsOf } from '../src/config.ts';
import { AppError } from '../src/errors.ts';
import { SETTINGS } from '../src/settings.ts';

const TOKEN = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr';
const BOT = { BOT_TOKEN: TOKEN };
const S3 = {
  S3_ENDPOINT: 'https://s3.example.com',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'secret-key',
};

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

describe('without any setting', () => {
  test('the bot runs on the playground, with everything on this machine', () => {
    expect(createConfig({})).toEqual({
      isProduction: false,
      telegram: { mode: 'playground' },
      adminIds: [],
      shop: { name: null, contact: null },
      database: { kind: 'embedded' },
      dataDir: resolve('data'),
      photos: { kind: 'files' },
      transport: { kind: 'polling' },
      pace: { perSecond: 30, isPaid: false },
      port: 3000,
      defaultLocale: 'en',
      logLevel: 'info',
    });
  });

  test('blank values and unknown names change nothing', () => {
    const blank = Object.fromEntries(SETTINGS.map(({ name }) => [name, ' ']));
    expect(createConfig({ ...blank, BOT_TOKN: 'x', PATH: '/bin' })).toEqual(createConfig({}));
  });
});

describe('with settings', () => {
  test('all of them together make the real bot', () => {
    const env = {
      ...BOT,
      ...S3,
      ADMIN_IDS: '1, 22 ,333',
      SHOP_NAME: ' Cards  & Co ',
      SHOP_CONTACT: '@cards_and_co',
      DATABASE_URL: 'postgres://user:password@localhost:5432/cards',
      DATA_DIR: '/var/lib/cardseal',
      S3_BUCKET: 'my-cards',
      S3_REGION: 'eu-central-1',
      S3_CA_FILE: '/etc/cardseal/authority.pem',
      WEBHOOK_URL: 'https://bot.example.com/telegram',
      WEBHOOK_SECRET: 'S'.repeat(32),
      REPLICAS: '4',
      MESSAGES_PER_SECOND: '500',
      PORT: '8080',
      DEFAULT_LOCALE: 'ru',
      LOG_LEVEL: 'debug',
      TELEGRAM_API_ROOT: 'http://localhost:8081',
      NODE_ENV: 'production',
    };
    expect(createConfig(env)).toEqual({
      isProduction: true,
      telegram: { mode: 'bot', token: TOKEN, apiRoot: 'http://localhost:8081' },
      adminIds: [1, 22, 333],
      shop: { name: 'Cards & Co', contact: 'https://t.me/cards_and_co' },
      database: { kind: 'url', url: 'postgres://user:password@localhost:5432/cards' },
      dataDir: '/var/lib/cardseal',
      photos: {
        kind: 's3',
        endpoint: 'https://s3.example.com',
        accessKey: 'key',
        secretKey: 'secret-key',
        bucket: 'my-cards',
        region: 'eu-central-1',
        caFile: '/etc/cardseal/authority.pem',
      },
      transport: {
        kind: 'webhook',
        url: 'https://bot.example.com/telegram',
        secret: 'S'.repeat(32),
        replicas: 4,
      },
      pace: { perSecond: 125, isPaid: true },
      port: 8080,
      defaultLocale: 'ru',
      logLevel: 'debug',
    });
  });

  test('the config is frozen in depth', () => {
    const config = createConfig({
      ...BOT,
      ...S3,
      ADMIN_IDS: '1',
      WEBHOOK_URL: 'https://b.example',
    });
    const parts = [config, ...Object.values(config).filter((part) => typeof part === 'object')];
    expect(parts).toHaveLength(8);
    for (const part of parts) expect(Object.isFrozen(part)).toBe(true);
  });

  test('values are trimmed, so a line break behind a token from a file does no harm', () => {
    expect(createConfig({ BOT_TOKEN: ` ${TOKEN}\n`, PORT: ' 80 ' })).toMatchObject({
      telegram: { token: TOKEN, apiRoot: 'https://api.telegram.org' },
      port: 80,
    });
  });

  test('the data folder is absolute', () => {
    expect(isAbsolute(createConfig({ DATA_DIR: 'somewhere' }).dataDir)).toBe(true);
  });

  test('the bucket and the region have defaults', () => {
    expect(createConfig(S3).photos).toMatchObject({ bucket: 'cardseal', region: 'us-east-1' });
  });
});

describe('settings that contradict each other are refused', () => {
  test.each<[string, Environment, RegExp]>([
    [
      'the playground on a real database',
      { DATABASE_URL: 'postgres://h/d' },
      /^BOT_TOKEN .*set BOT_TOKEN, or unset DATABASE_URL/,
    ],
    [
      'the playground in production',
      { NODE_ENV: 'production' },
      /^BOT_TOKEN .*set BOT_TOKEN, or unset NODE_ENV/,
    ],
    [
      'a webhook for the playground',
      { WEBHOOK_URL: 'https://h/x' },
      /^BOT_TOKEN .*set BOT_TOKEN, or unset WEBHOOK_URL/,
    ],
    ['S3 without an access key', { ...S3, S3_ACCESS_KEY: '' }, /^S3_ACCESS_KEY is missing/],
    ['S3 without a secret key', { ...S3, S3_SECRET_KEY: undefined }, /^S3_SECRET_KEY is missing/],
    [
      'a bucket before an IP address',
      { ...S3, S3_ENDPOINT: 'http://[::1]:9000', S3_PATH_STYLE: 'off' },
      /^S3_PATH_STYLE is off while S3_ENDPOINT names an IP address/,
    ],
    [
      'a bucket with a dot before a host with a certificate',
      { ...S3, S3_BUCKET: 'my.cards', S3_PATH_STYLE: 'off' },
      /^S3_PATH_STYLE is off while S3_BUCKET has a dot/,
    ],
    [
      'an access key without S3',
      { S3_ACCESS_KEY: 'key' },
      /^S3_ENDPOINT is missing while S3_ACCESS_KEY/,
    ],
    [
      'a secret key without S3',
      { S3_SECRET_KEY: 'key' },
      /^S3_ENDPOINT is missing while S3_SECRET_KEY/,
    ],
    [
      'an authority without S3',
      { S3_CA_FILE: 'authority.pem' },
      /^S3_CA_FILE is set while S3_ENDPOINT is no https/,
    ],
    [
      'an authority for a connection without encryption',
      { ...S3, S3_ENDPOINT: 'http://localhost:9000', S3_CA_FILE: 'authority.pem' },
      /^S3_CA_FILE is set while S3_ENDPOINT is no https/,
    ],
    [
      'a well-known access key in production',
      { ...BOT, ...S3, NODE_ENV: 'production', S3_ACCESS_KEY: 'minioadmin' },
      /^S3_ACCESS_KEY is the well-known/,
    ],
    [
      'a well-known secret key in production',
      { ...BOT, ...S3, NODE_ENV: 'production', S3_SECRET_KEY: 'minioadmin' },
      /^S3_SECRET_KEY is the well-known/,
    ],
  ])('%s', (_, env, line) => {
    expect(mistakesOf(env)).toEqual([expect.stringMatching(line)]);
  });

  test('a broken token is a mistake once, and not a missing one', () => {
    expect(mistakesOf({ BOT_TOKEN: 'x', DATABASE_URL: 'postgres://h/d' })).toHaveLength(1);
  });
});

describe('the error', () => {
  const env = {
    BOT_TOKEN: `${TOKEN} x`,
    ADMIN_IDS: 'abc',
    S3_ENDPOINT: 'nowhere',
    S3_SECRET_KEY: 'sword fish',
    PORT: 'http',
    LOG_LEVEL: 'loud',
  };

  test('has all mistakes at once, one line each', () => {
    const mistakes = mistakesOf(env);
    expect(mistakes.map((line) => line.split(' ')[0])).toEqual([
      'BOT_TOKEN',
      'ADMIN_IDS',
      'S3_ENDPOINT',
      'S3_SECRET_KEY',
      'PORT',
      'LOG_LEVEL',
      'S3_ACCESS_KEY',
    ]);
    for (const line of mistakes) expect(line).not.toContain('\n');
  });

  test('is an AppError whose text has the lines and no value', () => {
    const error = (() => {
      try {
        return createConfig(env);
      } catch (thrown) {
        return thrown;
      }
    })();
    if (!(error instanceof ConfigError)) throw error;
    expect(error).toBeInstanceOf(AppError);
    expect(error.code).toBe('config_invalid');
    expect(error.message.split('\n')).toEqual([expect.any(String), ...error.mistakes]);
    expect(JSON.stringify(error) + error.stack).not.toMatch(/AAbbCC|sword fish|nowhere/);
  });
});

describe('the derived webhook secret', () => {
  const secretWith = (token: string): string => {
    const { transport } = createConfig({ BOT_TOKEN: token, WEBHOOK_URL: 'https://h/x' });
    return transport.kind === 'webhook' ? transport.secret : '';
  };

  test('is the same in every process, and another for another token', () => {
    expect(secretWith(TOKEN)).toMatch(/^[0-9a-f]{64}$/);
    expect(secretWith(TOKEN)).toBe(secretWith(TOKEN));
    expect(secretWith(TOKEN)).not.toBe(secretWith(`${TOKEN}x`));
  });

  test('does not hold the token', () => {
    expect(secretWith(TOKEN)).not.toContain(TOKEN.slice(10, 20));
  });
});

test('the secrets are the token, the secret key, the webhook secret and the database password', () => {
  const config = createConfig({
    ...BOT,
    ...S3,
    DATABASE_URL: 'postgres://u:sword%40fish@h/d?password=other',
    WEBHOOK_URL: 'https://h/x',
    WEBHOOK_SECRET: 'S'.repeat(32),
  });
  expect(secretsOf(config).sort()).toEqual(
    [TOKEN, 'secret-key', 'S'.repeat(32), 'sword%40fish', 'sword@fish', 'other'].sort(),
  );
  expect(secretsOf(createConfig({}))).toEqual([]);
});
