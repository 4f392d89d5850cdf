import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createConfig } from '../src/config.ts';
import { SETTINGS } from '../src/settings.ts';

const BOT = { BOT_TOKEN: '1:a' };
const S3 = { S3_ENDPOINT: 'https://s3.example.com', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' };

const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');

test('.env.example has every setting with its meaning, default and example, and no other', () => {
  const sections = lines.join('\n').trim().split('\n\n').slice(1);
  const written = sections.map((section) => section.split('\n# ').join(' ').replace(/^# /, ''));
  const known = SETTINGS.map(({ name, meaning, example, default: standard }) =>
    [meaning, ...(standard === '' ? [] : [`Default: ${standard}`]), `${name}=${example}`].join(' '),
  );
  expect(written).toEqual(known);
});

test('.env.example sets nothing as it stands', () => {
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

test('the examples, taken together, are accepted', () => {
  const examples = Object.fromEntries(SETTINGS.map(({ name, example }) => [name, example]));
  expect(createConfig(examples)).toMatchObject({
    isProduction: true,
    adminIds: [123456789, 987654321],
  });
});

test('the documented defaults are those that hold', () => {
  const defaults = Object.fromEntries(SETTINGS.map((setting) => [setting.name, setting.default]));
  expect(createConfig({ ...defaults, ...BOT, ...S3 })).toEqual(createConfig({ ...BOT, ...S3 }));
});
