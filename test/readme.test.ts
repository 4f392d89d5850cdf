import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTINGS } from '../src/settings.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const packageJson = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { scripts: Record<string, string> };

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

test.each(SETTINGS)('the README tells of $name what the program knows', (setting) => {
  const { name, example, meaning } = setting;
  expect(readme).toContain(
    `| \`${name}\` | ${code(setting.default)} | \`${example}\` | ${meaning} |`,
  );
});

test('the README has no setting that the program does not read', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(SETTINGS.map(({ name }) => name));
});

test('every npm command of the README exists', () => {
  const named = [...readme.matchAll(/`npm run ([a-z:]+)`/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(Object.keys(packageJson.scripts)).toContain(name);
});

test('the README counts the cases that docs/durability.md tells of', () => {
  const document = readFileSync(new URL('../docs/durability.md', import.meta.url), 'utf8');
  const sections = document.split(/^## /m).slice(1, 7);
  const cases = sections.map((section) => (section.match(/^\| /gm)?.length ?? 0) - 2);
  const table = readme.split('## How reliable it is')[1]?.split('## ')[0] ?? '';
  const told = [...table.matchAll(/\| (\d+) \|$/gm)].map(([, count]) => Number(count));
  expect(told).toEqual(cases);
});
