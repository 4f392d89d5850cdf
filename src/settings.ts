/** What is known of one setting, for the README, `.env.example` and messages. */
export type Setting = {
  /** The environment variable. */
  readonly name: string;
  /** What holds when it is unset or blank; empty where there is nothing or it is explained in `meaning`. */
  readonly default: string;
  /** A value that is accepted. */
  readonly example: string;
  /** What it does, its form and limits, in one or two sentences. */
  readonly meaning: string;
  /** Whether its value must never be shown. */
  readonly isSecret: boolean;
};

/** Every environment variable that `createConfig` reads, in the order in which people meet them. */
export const SETTINGS = [
  {
    name: 'BOT_TOKEN',
    default: '',
    example: '123456789:replace-with-the-token-of-your-bot',
    meaning: 'The token that BotFather gives you. Without it the bot runs on the playground.',
    isSecret: true,
  },
  {
    name: 'BOT_RENAMED_TO',
    default: '',
    example: 'my_new_bot',
    meaning:
      'The name of the bot that takes over from the one that the labels name. To be set only after a start has ended because of that: the old labels lead to the old name.',
    isSecret: false,
  },
  {
    name: 'ADMIN_IDS',
    default: '',
    example: '123456789,987654321',
    meaning:
      'The Telegram ids of the admins, separated by commas. Without it nobody is an admin; /id tells anyone their own id.',
    isSecret: false,
  },
  {
    name: 'SHOP_NAME',
    default: '',
    example: 'Cards & Co',
    meaning:
      'Who vouches for the cards, in the greeting and in every verdict on a registered card: up to 64 characters.',
    isSecret: false,
  },
  {
    name: 'SHOP_CONTACT',
    default: '',
    example: '@cards_and_co',
    meaning:
      'Where the shop can be asked: @name in Telegram, or an https address. It is the button below every verdict that is not green.',
    isSecret: false,
  },
  {
    name: 'DATABASE_URL',
    default: '',
    example: 'postgres://cardseal:secret@localhost:5432/cardseal',
    meaning:
      'A PostgreSQL database, with special characters in the password percent-encoded; behind a ? also sslmode, sslrootcert, schema and others (docs/operations.md). Without it an embedded PostgreSQL keeps its data in DATA_DIR.',
    isSecret: true,
  },
  {
    name: 'DATA_DIR',
    default: './data',
    example: '/var/lib/cardseal',
    meaning:
      'The folder for whatever is kept on this machine: embedded database, photos, playground.',
    isSecret: false,
  },
  {
    name: 'S3_ENDPOINT',
    default: '',
    example: 'https://s3.example.com',
    meaning:
      'The address of an S3 server (http or https, no path) that keeps the photos. Without it they are files in DATA_DIR.',
    isSecret: false,
  },
  {
    name: 'S3_ACCESS_KEY',
    default: '',
    example: 'cardseal',
    meaning: 'The access key for S3_ENDPOINT.',
    isSecret: true,
  },
  {
    name: 'S3_SECRET_KEY',
    default: '',
    example: 'replace-with-a-long-random-secret',
    meaning: 'The secret key for S3_ENDPOINT.',
    isSecret: true,
  },
  {
    name: 'S3_BUCKET',
    default: 'cardseal',
    example: 'my-cards',
    meaning: 'The bucket for the photos: 3 to 63 lower-case letters, digits, dots and hyphens.',
    isSecret: false,
  },
  {
    name: 'S3_REGION',
    default: 'us-east-1',
    example: 'eu-central-1',
    meaning: 'The region of the bucket.',
    isSecret: false,
  },
  {
    name: 'S3_PATH_STYLE',
    default: 'on',
    example: 'off',
    meaning:
      'on: the bucket is a part of the path (https://s3.example.com/bucket). off: it stands before the host (https://bucket.s3.example.com), for servers that take only that.',
    isSecret: false,
  },
  {
    name: 'S3_CA_FILE',
    default: '',
    example: '/etc/cardseal/authority.pem',
    meaning:
      'A PEM file with the certificate authority of S3_ENDPOINT, where that is one of your own. It is trusted beside those that Node knows.',
    isSecret: false,
  },
  {
    name: 'WEBHOOK_URL',
    default: '',
    example: 'https://bot.example.com/telegram',
    meaning:
      'The public https address to which Telegram sends updates (http on the loopback only). Without it the bot asks for them by long polling.',
    isSecret: false,
  },
  {
    name: 'WEBHOOK_SECRET',
    default: '',
    example: 'replace-with-32-or-more-random-characters',
    meaning:
      'What Telegram shows with each webhook call: 32 to 256 of A-Z, a-z, 0-9, _ and -. Without it the secret is derived from BOT_TOKEN.',
    isSecret: true,
  },
  {
    name: 'REPLICAS',
    default: '1',
    example: '4',
    meaning:
      'How many processes of the bot share the database and the webhook, 1 to 100: by it Telegram is told how many updates to deliver at the same time.',
    isSecret: false,
  },
  {
    name: 'MESSAGES_PER_SECOND',
    default: '30',
    example: '500',
    meaning:
      'How many messages a second Telegram lets the bot send, 1 to 1000; more than 30 only where you pay Telegram for it. All processes share it. 0 keeps no pace, for a local Bot API without limits.',
    isSecret: false,
  },
  {
    name: 'PORT',
    default: '3000',
    example: '8080',
    meaning:
      'The port of the HTTP server (webhook, health, metrics), 0 to 65535; 0 takes any free one.',
    isSecret: false,
  },
  {
    name: 'HOST',
    default: '',
    example: '0.0.0.0',
    meaning:
      'The address, or the name, of this machine on which the HTTP server listens; 0.0.0.0 and :: are all of them. Without it that is 127.0.0.1 while updates are polled for, and every address with a webhook.',
    isSecret: false,
  },
  {
    name: 'DEFAULT_LOCALE',
    default: 'en',
    example: 'ru',
    meaning: 'The language for people whose own is neither English nor Russian: en or ru.',
    isSecret: false,
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    example: 'debug',
    meaning: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
    isSecret: false,
  },
  {
    name: 'TELEGRAM_API_ROOT',
    default: 'https://api.telegram.org',
    example: 'http://localhost:8081',
    meaning: 'The address of the Bot API, for a Bot API server of your own; http or https.',
    isSecret: false,
  },
  {
    name: 'TELEGRAM_FILES_DIR',
    default: '',
    example: '/var/lib/telegram-bot-api',
    meaning:
      'The folder in which a Bot API server of your own in local mode keeps its files, under the same path as there. Nothing outside it is read.',
    isSecret: false,
  },
  {
    name: 'NODE_ENV',
    default: '',
    example: 'production',
    meaning:
      'production, development or test. In production the playground and well-known passwords are refused.',
    isSecret: false,
  },
] as const satisfies readonly Setting[];

/** The name of a setting. */
export type SettingName = (typeof SETTINGS)[number]['name'];
