import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createConfig } from '../../src/config.ts';
import { SETTINGS } from '../../src/settings.ts';

const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
const compose = await read('compose.yaml');

/** What an operator puts into .env, as the head of compose.yaml says. */
const ENV: Record<string, string> = {
  BOT_TOKEN: '123456789:replace-with-the-token-of-your-bot',
  ADMIN_IDS: '123456789',
  WEBHOOK_URL: 'https://bot.example.com/telegram',
  POSTGRES_PASSWORD: '3f1c',
  S3_ACCESS_KEY: 'cardseal',
  S3_SECRET_KEY: '9d2e',
  S3_ROOT_PASSWORD: '7a0b',
};

/** The bot's environment, with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` put in. */
function environmentOfBot(): [string, string][] {
  const [, block = ''] = /^ {2}bot:[\s\S]*?^ {4}environment:\n((?: {6}.+\n)+)/m.exec(compose) ?? [];
  return [...block.matchAll(/^ {6}(\w+): (.+)$/gm)].map(([, name = '', value = '']) => [
    name,
    value.replace(/\$\{(\w+):[-?]([^}]*)\}/g, (_, of: string, rest: string) => ENV[of] ?? rest),
  ]);
}

test('compose.yaml gives the bot settings that it knows and takes', () => {
  const environment = environmentOfBot();
  const known = SETTINGS.map(({ name }) => name as string);
  for (const [name] of environment) expect(known).toContain(name);
  const given = { ...Object.fromEntries(environment), NODE_ENV: 'production' };
  expect(createConfig(given)).toMatchObject({
    isProduction: true,
    database: { kind: 'url' },
    photos: { kind: 's3' },
    transport: { kind: 'webhook' },
  });
});

test('nginx passes on the path of the webhook that compose.yaml speaks of', async () => {
  const [, path] = /WEBHOOK_URL=https:\/\/[^/]+(\S+)/.exec(compose) ?? [];
  expect(await read('ops/nginx/cardseal.conf')).toContain(`location = ${path} {`);
});
