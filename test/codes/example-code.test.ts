import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ALPHABET } from '../../src/codes/check-characters.ts';
import {
  createCode,
  EXAMPLE_CODE,
  formatCode,
  isCode,
  parseCode,
  parsePayload,
} from '../../src/codes/verification-code.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The bytes that a code is drawn from. */
const bytesOf = (code: string) =>
  Uint8Array.from([...code.slice(0, 10)], (character) => ALPHABET.indexOf(character));

test('the example looks like any other code', () => {
  expect(isCode(EXAMPLE_CODE)).toBe(true);
});

test('no text that a person reads shows another code', () => {
  const files = globSync(['src/locales/*.ftl', 'playground/**/*.{js,html}', 'README.md'], {
    cwd: root,
  });
  const codes = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b/g)].map(([code]) => ({
      file,
      code,
    }));
  });
  const texts = codes.filter(({ file }) => file.endsWith('.ftl'));
  expect(texts.length, 'both languages show it').toBeGreaterThanOrEqual(2);
  for (const found of codes) expect(found).toEqual({ ...found, code: formatCode(EXAMPLE_CODE) });
});

test('the example is never drawn', () => {
  const other = new Uint8Array(10);
  const draws = [bytesOf(EXAMPLE_CODE), bytesOf(EXAMPLE_CODE), other];
  expect(createCode(() => draws.shift() ?? other)).toBe('000000000000');
  expect(draws).toEqual([]);
});

test.each([
  EXAMPLE_CODE,
  formatCode(EXAMPLE_CODE).toLowerCase(),
  `Is ${formatCode(EXAMPLE_CODE)} real?`,
  `https://t.me/some_bot?start=${EXAMPLE_CODE}`,
])('%s is the example', (text) => {
  expect(parseCode(text)).toEqual({ type: 'example' });
  expect(parsePayload(text)).toEqual({ type: 'example' });
});

test('a code beside the example is the one that is meant', () => {
  const found = { type: 'code', code: 'A1B2C3D4E5FC' };
  expect(parseCode(`${formatCode(EXAMPLE_CODE)} or A1B2-C3D4-E5FC`)).toEqual(found);
});
