import { isIP } from 'node:net';
import { z } from 'zod';
import { DatabaseAddressError, parseDatabaseAddress } from './addresses/database-address.ts';
import { LOCALES } from './locales/locale.ts';
import type { SettingName } from './settings.ts';
import { cleanLine } from './text/clean-text.ts';
import { countCharacters } from './text/graphemes.ts';

/** How much is logged, from everything to nothing; the names are pino's. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const URL_OF_BOT_API =
  'must be an address such as http://localhost:8081, with http or https and without user name, "?" or "#"';
const URL_OF_S3 =
  'must be an address such as https://s3.example.com, with http or https and without path, user name, "?" or "#"';
const URL_OF_WEBHOOK =
  'must be an https address such as https://bot.example.com/telegram, without user name or "#" (http only on the loopback)';
const IDS =
  'must be Telegram ids separated by commas, such as 123456789, 987654321 (/id in the bot tells anyone their own)';

const HOST_FORM =
  'must be an address or a name of this machine, such as 127.0.0.1, ::1 or localhost, without a port';

/** A setting read by `read`, which returns undefined where `problem` is the matter. */
function setting<T>(problem: string, read: (value: string) => T | undefined) {
  return z.string().transform((value, context) => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

function text(form: RegExp, problem: string) {
  return z.string().regex(form, problem);
}

/**
 * The form of each setting, and what the program takes it for. A message is the end of a sentence
 * that begins with the setting's name; it never holds the value, which may be a secret put into
 * the wrong variable.
 */
export const settingsSchema = z.object({
  BOT_TOKEN: text(
    /^\d+:\S+$/,
    'must be <digits>:<text> without spaces: copy the whole token from BotFather',
  ).optional(),
  BOT_RENAMED_TO: setting('must be the name of a bot, such as my_new_bot', readBotName).optional(),
  ADMIN_IDS: setting(IDS, readIds).default([]),
  SHOP_NAME: setting('must be a name of 1 to 64 characters in one line', readShopName).optional(),
  SHOP_CONTACT: setting(
    'must be @name (5 to 32 of A-Z, a-z, 0-9 and _, beginning with a letter) or an https address without user name',
    readShopContact,
  ).optional(),
  DATABASE_URL: z.string().superRefine(checkDatabaseUrl).optional(),
  DATA_DIR: text(/^[^\0]+$/, 'must be the path of a folder').default('./data'),
  S3_ENDPOINT: setting(URL_OF_S3, readOrigin).optional(),
  S3_ACCESS_KEY: text(/^\S+$/, 'must not contain spaces').optional(),
  S3_SECRET_KEY: text(/^\S+$/, 'must not contain spaces').optional(),
  S3_BUCKET: text(
    /^(?!.*\d(?:\.\d+){3})(?!.*(?:\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'must be a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens, and no IP address',
  ).default('cardseal'),
  S3_REGION: text(/^[A-Za-z0-9_-]+$/, 'must be a region such as us-east-1, without spaces').default(
    'us-east-1',
  ),
  S3_PATH_STYLE: oneOf(['on', 'off']).default('on'),
  S3_CA_FILE: text(/^[^\0]+$/, 'must be the path of a PEM file').optional(),
  WEBHOOK_URL: setting(URL_OF_WEBHOOK, readWebhookUrl).optional(),
  WEBHOOK_SECRET: text(
    /^[A-Za-z0-9_-]{32,256}$/,
    'must be 32 to 256 of A-Z, a-z, 0-9, _ and -; or unset it, and it is derived from BOT_TOKEN',
  ).optional(),
  REPLICAS: setting('must be a whole number from 1 to 100', readReplicas).default(1),
  MESSAGES_PER_SECOND: setting(
    'must be a whole number from 1 to 1000, or 0 to keep no pace',
    readPace,
  ).default(30),
  PORT: setting('must be a whole number from 0 to 65535 (0 takes any free port)', readPort).default(
    3000,
  ),
  HOST: setting(HOST_FORM, readHost).optional(),
  DEFAULT_LOCALE: oneOf(LOCALES).default('en'),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  TELEGRAM_API_ROOT: setting(URL_OF_BOT_API, readApiRoot).default('https://api.telegram.org'),
  TELEGRAM_FILES_DIR: text(/^[^\0]+$/, 'must be the path of a folder').optional(),
  NODE_ENV: oneOf(['production', 'development', 'test']).optional(),
} satisfies Record<SettingName, z.ZodType>);

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

/** Blank entries, as a comma at the end leaves them, count for nothing; neither do repetitions. */
function readIds(list: string): number[] | undefined {
  const entries = list.split(',').map((entry) => entry.trim());
  const ids = entries.filter((entry) => entry !== '').map(readId);
  return ids.every((id) => id !== undefined) ? [...new Set(ids)] : undefined;
}

function readId(entry: string): number | undefined {
  const id = /^[1-9]\d*$/.test(entry) ? Number(entry) : Number.NaN;
  return Number.isSafeInteger(id) ? id : undefined;
}

function readShopName(value: string): string | undefined {
  const name = cleanLine(value);
  return name !== '' && countCharacters(name) <= 64 && name.length <= 128 ? name : undefined;
}

/** The address of who is asked. The form of a name is Telegram's (https://core.telegram.org/bots/features#botfather). */
function readShopContact(value: string): string | undefined {
  const name = /^@([A-Za-z][A-Za-z0-9_]{4,31})$/.exec(value)?.[1];
  return name === undefined ? readAddress(value, ['https:'])?.href : `https://t.me/${name}`;
}

/** Source: core.telegram.org/bots/features: 5 to 32 letters, digits and underscores, and "bot" at the end. */
function readBotName(value: string): string | undefined {
  return /^@?([A-Za-z]\w{4,31})$/.exec(value)?.[1];
}

function readReplicas(value: string): number | undefined {
  const replicas = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN;
  return replicas >= 1 && replicas <= 100 ? replicas : undefined;
}

/** An IPv6 address may stand in brackets, as it does in URLs. */
function readHost(value: string): string | undefined {
  const host = value.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return host;
  const looksLikeAddress = /^[\d.]+$/.test(host) || value !== host;
  return !looksLikeAddress && HOST_NAME.test(host) ? host : undefined;
}

/** Source: RFC 1123, 2.1; underscores are in the names that container networks give. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/i;

function readPace(value: string): number | undefined {
  const perSecond = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
  return perSecond <= 1_000 ? perSecond : undefined;
}

function readPort(value: string): number | undefined {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

/** The address when it is one of these protocols, with a host and without user name or fragment. */
function readAddress(value: string, protocols: readonly string[]): URL | undefined {
  const url = URL.parse(value);
  const isPlain =
    url !== null &&
    url.host !== '' &&
    url.username === '' &&
    url.password === '' &&
    url.hash === '';
  return isPlain && protocols.includes(url.protocol) && !/\s/.test(value) ? url : undefined;
}

function readApiRoot(value: string): string | undefined {
  const url = readAddress(value, ['http:', 'https:']);
  return url?.search === '' ? (url.origin + url.pathname).replace(/\/+$/, '') : undefined;
}

function readOrigin(value: string): string | undefined {
  const url = readAddress(value, ['http:', 'https:']);
  return url?.search === '' && url.pathname === '/' ? url.origin : undefined;
}

function readWebhookUrl(value: string): string | undefined {
  const url = readAddress(value, ['http:', 'https:']);
  return url?.protocol === 'https:' || (url && isLoopback(url.hostname)) ? url.href : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** The address is handed on as it is: whoever connects reads it in the same way. */
function checkDatabaseUrl(value: string, context: z.RefinementCtx): void {
  try {
    parseDatabaseAddress(value);
  } catch (error) {
    if (!(error instanceof DatabaseAddressError)) throw error;
    context.addIssue({ code: 'custom', message: error.mistake });
  }
}
