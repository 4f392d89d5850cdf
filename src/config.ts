import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { secretsIn } from './addresses/split-address.ts';
import { AppError } from './errors.ts';
import type { Locale } from './locales/locale.ts';
import { SETTINGS, type SettingName } from './settings.ts';
import { type LOG_LEVELS, settingsSchema } from './settings-schema.ts';

/** How much is logged; the names are pino's. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * What the program was told by its environment, parsed and checked; frozen in depth.
 *
 * `telegram.apiRoot` and `photos.endpoint` have no slash at the end. `dataDir` is absolute. With
 * `telegram.mode` `playground` the token, the API root and the admin come from the playground:
 * `adminIds` then still holds what was set. `transport.secret` is what Telegram shows in
 * `X-Telegram-Bot-Api-Secret-Token`; `port` 0 means any free one.
 */
export type Config = {
  readonly isProduction: boolean;
  readonly telegram:
    | { readonly mode: 'playground' }
    | {
        readonly mode: 'bot';
        readonly token: string;
        readonly apiRoot: string;
        /** Absolute. */
        readonly filesDir?: string;
        /** Without the @. */
        readonly renamedTo?: string;
      };
  readonly adminIds: readonly number[];
  /** Who vouches for the cards; null where nothing is said. `contact` is an https address. */
  readonly shop: { readonly name: string | null; readonly contact: string | null };
  readonly database: { readonly kind: 'url'; readonly url: string } | { readonly kind: 'embedded' };
  readonly dataDir: string;
  readonly photos:
    | {
        readonly kind: 's3';
        readonly endpoint: string;
        readonly accessKey: string;
        readonly secretKey: string;
        readonly bucket: string;
        readonly region: string;
        /** Absent: the bucket is a part of the path. */
        readonly pathStyle?: boolean;
        /** Absolute. */
        readonly caFile?: string;
      }
    | { readonly kind: 'files' };
  readonly transport:
    | { readonly kind: 'polling' }
    | {
        readonly kind: 'webhook';
        readonly url: string;
        readonly secret: string;
        readonly replicas: number;
      };
  readonly pace: {
    /** Messages that this process may send a second: its share of what all of them may; null: no pace is kept. */
    readonly perSecond: number | null;
    /** Whether all of them may send more than Telegram allows for free. */
    readonly isPaid: boolean;
  };
  readonly port: number;
  /** Where the HTTP server listens, IPv6 without brackets; absent: as {@link hostOf} says. */
  readonly host?: string;
  readonly defaultLocale: Locale;
  readonly logLevel: LogLevel;
};

/** The environment has mistakes. Each of `mistakes` is one line: the variable and its mend, no value. */
export class ConfigError extends AppError {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super('config_invalid', ['The settings have mistakes:', ...mistakes].join('\n'));
    this.mistakes = mistakes;
  }
}

type Settings = z.output<typeof settingsSchema>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings (see `SETTINGS`) from an environment. Values are trimmed; a blank one counts as
 * unset; variables of other names are not looked at.
 *
 * @param env such as `process.env`
 * @throws ConfigError with every mistake at once
 */
export function createConfig(env: Environment): Config {
  const given = givenSettings(env);
  const parsed = settingsSchema.safeParse(given);
  const mistakes = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}.`),
    ...contradictions(given),
  ];
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes);
  return assemble(parsed.data);
}

/**
 * What must never be shown: the token, the keys, the webhook's secret, and the database's passwords
 * as they are written and as they read. For the logger.
 */
export function secretsOf(config: Config): string[] {
  const { telegram, database, photos, transport } = config;
  const secrets = [
    telegram.mode === 'bot' ? telegram.token : '',
    photos.kind === 's3' ? photos.secretKey : '',
    transport.kind === 'webhook' ? transport.secret : '',
    ...(database.kind === 'url' ? secretsIn(database.url) : []),
  ];
  return [...new Set(secrets.filter((secret) => secret !== ''))];
}

/** Where the HTTP server listens: nobody but this machine needs it while updates are polled for. Undefined: on every address. */
export function hostOf({
  host,
  transport,
}: Pick<Config, 'host' | 'transport'>): string | undefined {
  return host ?? (transport.kind === 'polling' ? '127.0.0.1' : undefined);
}

function givenSettings(env: Environment): Partial<Record<SettingName, string>> {
  const entries = SETTINGS.map(({ name }) => [name, env[name]?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** Mistakes that lie in what is set together, whatever else is wrong. */
function contradictions(given: Partial<Record<SettingName, string>>): string[] {
  const isProduction = given.NODE_ENV === 'production';
  const mistakes: [is: boolean, line: string][] = [
    [
      !given.BOT_TOKEN && Boolean(given.DATABASE_URL),
      'BOT_TOKEN is missing while DATABASE_URL is set: set BOT_TOKEN, or unset DATABASE_URL (the playground gives everybody an admin, so it does not run on a real database).',
    ],
    [
      !given.BOT_TOKEN && isProduction,
      'BOT_TOKEN is missing while NODE_ENV is production: set BOT_TOKEN, or unset NODE_ENV to run on the playground.',
    ],
    [
      !given.BOT_TOKEN && Boolean(given.WEBHOOK_URL),
      'BOT_TOKEN is missing while WEBHOOK_URL is set: set BOT_TOKEN, or unset WEBHOOK_URL.',
    ],
    [
      Boolean(given.S3_CA_FILE) && !given.S3_ENDPOINT?.startsWith('https:'),
      'S3_CA_FILE is set while S3_ENDPOINT is no https address: set S3_ENDPOINT to one, or unset S3_CA_FILE.',
    ],
  ];
  if (given.S3_PATH_STYLE === 'off') {
    mistakes.push(
      [
        isIpAddress(given.S3_ENDPOINT),
        'S3_PATH_STYLE is off while S3_ENDPOINT names an IP address, before which no bucket can stand: give it the name of its host, or unset S3_PATH_STYLE.',
      ],
      [
        Boolean(given.S3_ENDPOINT?.startsWith('https:') && given.S3_BUCKET?.includes('.')),
        'S3_PATH_STYLE is off while S3_BUCKET has a dot, for which no certificate holds: take another bucket, or unset S3_PATH_STYLE.',
      ],
    );
  }
  for (const name of ['S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const) {
    mistakes.push(
      [
        Boolean(given.S3_ENDPOINT) && !given[name],
        `${name} is missing while S3_ENDPOINT is set: set ${name}, or unset S3_ENDPOINT to keep photos as files.`,
      ],
      [
        !given.S3_ENDPOINT && Boolean(given[name]),
        `S3_ENDPOINT is missing while ${name} is set: set S3_ENDPOINT, or unset ${name} to keep photos as files.`,
      ],
      [
        isProduction && given[name] === 'minioadmin',
        `${name} is the well-known default of MinIO: make a key of your own for production.`,
      ],
    );
  }
  return mistakes.filter(([is]) => is).map(([, line]) => line);
}

function isIpAddress(address: string | undefined): boolean {
  const hostname = URL.parse(address ?? '')?.hostname ?? '';
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

function assemble(settings: Settings): Config {
  const { DATABASE_URL: url } = settings;
  return Object.freeze({
    isProduction: settings.NODE_ENV === 'production',
    telegram: Object.freeze(telegramOf(settings)),
    adminIds: Object.freeze(settings.ADMIN_IDS),
    shop: Object.freeze({
      name: settings.SHOP_NAME ?? null,
      contact: settings.SHOP_CONTACT ?? null,
    }),
    database: Object.freeze(
      url === undefined ? { kind: 'embedded' as const } : { kind: 'url' as const, url },
    ),
    dataDir: resolve(settings.DATA_DIR),
    photos: Object.freeze(photosOf(settings)),
    transport: Object.freeze(transportOf(settings)),
    pace: Object.freeze(paceOf(settings)),
    port: settings.PORT,
    ...(settings.HOST !== undefined && { host: settings.HOST }),
    defaultLocale: settings.DEFAULT_LOCALE,
    logLevel: settings.LOG_LEVEL,
  });
}

function telegramOf(settings: Settings): Config['telegram'] {
  const { BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot, TELEGRAM_FILES_DIR: filesDir } = settings;
  if (token === undefined) return { mode: 'playground' };
  const { BOT_RENAMED_TO: renamedTo } = settings;
  return {
    mode: 'bot',
    token,
    apiRoot,
    ...(filesDir !== undefined && { filesDir: resolve(filesDir) }),
    ...(renamedTo !== undefined && { renamedTo }),
  };
}

/** What Telegram takes a second without money. Source: core.telegram.org/bots/faq. */
const FREE_PER_SECOND = 30;

function paceOf({ MESSAGES_PER_SECOND: all, REPLICAS: processes }: Settings): Config['pace'] {
  return { perSecond: all === 0 ? null : all / processes, isPaid: all > FREE_PER_SECOND };
}

function photosOf(settings: Settings): Config['photos'] {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = settings;
  if (endpoint === undefined || accessKey === undefined || secretKey === undefined) {
    return { kind: 'files' };
  }
  const { S3_BUCKET: bucket, S3_REGION: region, S3_CA_FILE: caFile } = settings;
  return {
    kind: 's3',
    endpoint,
    accessKey,
    secretKey,
    bucket,
    region,
    ...(settings.S3_PATH_STYLE === 'off' && { pathStyle: false }),
    ...(caFile !== undefined && { caFile: resolve(caFile) }),
  };
}

/** The derived secret is the same in every process that has the token, and does not betray it. */
function transportOf(settings: Settings): Config['transport'] {
  const { WEBHOOK_URL: url, BOT_TOKEN: token, REPLICAS: replicas } = settings;
  if (url === undefined || token === undefined) return { kind: 'polling' };
  const derived = createHmac('sha256', token).update('cardseal webhook secret').digest('hex');
  return { kind: 'webhook', url, secret: settings.WEBHOOK_SECRET ?? derived, replicas };
}
