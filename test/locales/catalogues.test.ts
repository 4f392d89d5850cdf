import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@fluent/syntax';
import { describe, expect, test } from 'vitest';
import { NOTICE_CODES } from '../../machines/all-parts.ts';
import { cardMove, cardStatus, moveOf } from '../../machines/card-life.ts';
import { parseHtml } from '../../playground/text/html.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { loadCatalogue, textFolders } from '../../src/locales/catalogue.ts';
import { LOCALES } from '../../src/locales/locale.ts';
import { patternsOf } from '../../src/locales/patterns.ts';
import { adminMenu, CUSTOMER_COMMANDS } from '../../src/telegram/commands.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const catalogue = loadCatalogue();
const [en, ru] = [catalogue.createTranslator('en'), catalogue.createTranslator('ru')];

/** What is asked about once more. */
const CONFIRMED = ['discard', ...cardMove.options.filter((move) => moveOf(move).needsConfirmation)];

/** The keys that the code puts together, by how they begin, with all the ends there are. */
const MADE_KEYS: Readonly<Record<string, readonly string[]>> = {
  'notice-': NOTICE_CODES,
  'card-status-': cardStatus.options,
  'button-move-': cardMove.options,
  'ask-': cardMove.options.filter((move) => moveOf(move).needsReason),
  'confirm-': CONFIRMED,
  'button-confirm-': CONFIRMED,
  'command-': [...adminMenu(INPUTS), ...CUSTOMER_COMMANDS],
};

const code = globSync('**/*.ts', { cwd: src }).map((file) => ({
  file,
  text: readFileSync(join(src, file), 'utf8'),
}));

/** What stands first between the brackets of each call of `t` or `plain`: `t(a ? 'x' : 'y', …)` gives `a ? 'x' : 'y'`. */
function firstArguments(functions: string): { file: string; argument: string }[] {
  const calls = new RegExp(String.raw`(?<![\w.])(?:\w+\.)?(?:${functions})\(`, 'g');
  return code.flatMap(({ file, text }) =>
    [...text.matchAll(calls)].map(({ index, 0: call }) => ({
      file,
      argument: untilComma(text.slice(index + call.length)),
    })),
  );
}

function untilComma(text: string): string {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if ('([{'.includes(character)) depth += 1;
    if (depth === 0 && ',)'.includes(character)) return text.slice(0, index);
    if (')]}'.includes(character)) depth -= 1;
  }
  return text;
}

/** The words in quotes, but for those that something is compared with. */
const literalsIn = (text: string) =>
  [...text.matchAll(/([!=]== )?'([^'\n]*)'/g)].flatMap(([, compared, key = '']) =>
    compared === undefined ? [key] : [],
  );
const templatesIn = (text: string) =>
  [...text.matchAll(/`([^`$]*)\$\{/g)].map(([, start = '']) => start);

const patterns = LOCALES.map((locale) => {
  const files = textFolders().map((folder) => readFileSync(join(folder, `${locale}.ftl`), 'utf8'));
  const source = files.join('\n');
  return patternsOf(parse(source, {})).patterns;
});

/** The messages that stand in other messages. */
const referredTo = patterns.flatMap((all) =>
  [...all.values()].flatMap(({ references }) => references),
);

/** Something that fits each variable of a text. */
function argumentsOf(key: string): Record<string, number | Date> {
  const date = new Date('2026-11-22T10:00:00Z');
  const names = patterns.flatMap((all) => all.get(key)?.variables ?? []);
  return Object.fromEntries(names.map((name) => [name, name === 'date' ? date : 3]));
}

describe('every text', () => {
  test('that the code asks for is there', () => {
    const known = new Set(catalogue.keys);
    const asked = firstArguments('t|plain').flatMap(({ file, argument }) =>
      literalsIn(argument).map((key) => ({ file, key })),
    );
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter(({ key }) => !known.has(key))).toEqual([]);
  });

  test('whose key is put together is one of those that are checked here', () => {
    const made = firstArguments('t|plain').flatMap(({ argument }) => templatesIn(argument));
    expect([...new Set(made)].toSorted()).toEqual(Object.keys(MADE_KEYS).toSorted());
  });

  test.each(Object.entries(MADE_KEYS))('of %s… is there, and there is no other', (start, ends) => {
    const found = catalogue.keys.filter((key) => key.startsWith(start));
    expect(found.toSorted()).toEqual([...new Set(ends)].map((end) => start + end).toSorted());
  });

  test('is asked for by the code or stands in another one', () => {
    const literals = new Set(code.flatMap(({ text }) => literalsIn(text)));
    const made = Object.entries(MADE_KEYS).flatMap(([start, ends]) =>
      ends.map((end) => start + end),
    );
    const used = new Set([...literals, ...made, ...referredTo]);
    expect(catalogue.keys.filter((key) => !used.has(key))).toEqual([]);
  });

  test.each(LOCALES)('is HTML that Telegram takes, in %s', (locale) => {
    const { t } = catalogue.createTranslator(locale);
    for (const key of catalogue.keys) {
      const { text } = parseHtml(t(key, argumentsOf(key)));
      expect(text.trim(), key).not.toBe('');
      expect(text.length, key).toBeLessThan(4096);
    }
  });

  test.each(LOCALES)('that is used as plain text has no HTML in it, in %s', (locale) => {
    const { plain } = catalogue.createTranslator(locale);
    for (const key of firstArguments('plain').flatMap(({ argument }) => literalsIn(argument))) {
      expect(plain(key, argumentsOf(key)), key).not.toMatch(/<\/?[a-z]|&\w+;/);
    }
  });
});

describe('Russian plurals', () => {
  const forms: [number, string][] = [
    [1, 'one'],
    [2, 'few'],
    [5, 'many'],
    [11, 'many'],
    [21, 'one'],
    [22, 'few'],
    [25, 'many'],
    [101, 'one'],
    [111, 'many'],
  ];

  const words: Readonly<
    Record<string, [key: string, variable: string, forms: Record<string, string>]>
  > = {
    'of checks of a card': ['card-checks', 'checks', { one: 'раз', few: 'раза', many: 'раз' }],
    'of visits in a verdict': [
      'verdict-checks',
      'visits',
      { one: 'раз', few: 'раза', many: 'раз' },
    ],
    'of people in a verdict': [
      'verdict-checks',
      'people',
      { one: 'человек', few: 'человека', many: 'человек' },
    ],
    'of cards': ['statistics', 'cards', { one: 'карточка', few: 'карточки', many: 'карточек' }],
    'of characters of a name': [
      'notice-name_too_long',
      'count',
      { one: 'символ', few: 'символа', many: 'символов' },
    ],
    'of characters of a description': [
      'notice-description_too_long',
      'count',
      { one: 'символ', few: 'символа', many: 'символов' },
    ],
  };

  test.each(Object.entries(words))('%s', (_, [key, variable, word]) => {
    for (const [count, form] of forms) {
      const text = parseHtml(ru.t(key, { ...argumentsOf(key), [variable]: count })).text;
      expect(text).toMatch(new RegExp(String.raw`(?<!\d)${count} ${word[form]}(?![а-я])`));
    }
  });
});

test('English tells one from many', () => {
  expect(en.t('card-checks', { checks: 0 })).toContain('Not checked');
  expect(en.t('card-checks', { checks: 1 })).toContain('1 time');
  expect(en.t('card-checks', { checks: 2 })).toContain('2 times');
  expect(parseHtml(en.t('statistics', { ...argumentsOf('statistics'), cards: 1 })).text).toContain(
    '1 card\n',
  );
});

test('Russian says that a card was not checked yet', () => {
  expect(ru.t('card-checks', { checks: 0 })).not.toMatch(/\d/);
});
