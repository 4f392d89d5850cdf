import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type Catalogue, CatalogueError, loadCatalogue } from '../../src/locales/catalogue.ts';
import { LOCALES } from '../../src/locales/locale.ts';

/** Loads a pair of catalogues given as texts. */
function load(en: string, ru: string): Catalogue {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  try {
    writeFileSync(join(folder, 'en.ftl'), `${en}\n`);
    writeFileSync(join(folder, 'ru.ftl'), `${ru}\n`);
    return loadCatalogue([folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mistakesOf(en: string, ru: string): readonly string[] {
  try {
    load(en, ru);
    return [];
  } catch (error) {
    if (error instanceof CatalogueError) return error.mistakes;
    throw error;
  }
}

test('the catalogues of the bot are in order', () => {
  expect(loadCatalogue().keys.length).toBeGreaterThan(0);
});

test('a catalogue of several folders is one, and a mistake names its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  try {
    const folders = ['one', 'two'].map((name) => join(folder, name));
    for (const [index, path] of folders.entries()) {
      mkdirSync(path);
      for (const locale of LOCALES) writeFileSync(join(path, `${locale}.ftl`), `m${index} = A\n`);
    }
    expect(loadCatalogue(folders).keys).toEqual(['m0', 'm1']);
    writeFileSync(join(folder, 'two', 'en.ftl'), 'm0 = A\n!oops\n');
    expect(() => loadCatalogue(folders)).toThrow(
      [
        'The catalogues have mistakes:',
        'two/en.ftl, line 2: Expected an entry start',
        'en.ftl, m0: stands there twice',
        'en.ftl, m1: is missing, ru.ftl has it',
      ].join('\n'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a pair in order has the keys of its messages and attributes', () => {
  expect(load('-a = A\nb = { -a }\n    .c = C', '-x = X\nb = { -x }\n    .c = C').keys).toEqual([
    'b',
    'b.c',
  ]);
});

test.each<[string, string, string, string]>([
  ['a line that is not Fluent', 'a = A\n!oops', 'a = A', 'en.ftl, line 2: Expected an entry start'],
  ['an open placeable', 'a = A', 'a = A\nb = { $c d }', 'ru.ftl, line 2: Expected token: "}"'],
  ['a message twice', 'a = A\na = B', 'a = A', 'en.ftl, a: stands there twice'],
  [
    'an attribute twice',
    'a = A\n    .b = B\n    .b = C',
    'a = A\n    .b = B',
    'en.ftl, a.b: stands there twice',
  ],
  ['an unknown message', 'a = { b }', 'a = A', 'en.ftl, a: b does not exist'],
  ['an unknown attribute', 'a = { b.c }\nb = B', 'a = A\nb = B', 'en.ftl, a: b.c does not exist'],
  ['an unknown term', 'a = A', 'a = { -b }', 'ru.ftl, a: -b does not exist'],
  ['an unknown function', 'a = { UPPER("x") }', 'a = A', 'en.ftl, a: there is no function UPPER'],
  ['a text that holds itself', 'a = { a }', 'a = A', 'en.ftl, a: refers to itself'],
  [
    'a message that only English has',
    'a = A\nb = B',
    'a = A',
    'ru.ftl, b: is missing, en.ftl has it',
  ],
  [
    'a message that only Russian has',
    'a = A',
    'a = A\nb = B',
    'en.ftl, b: is missing, ru.ftl has it',
  ],
  [
    'an attribute that only English has',
    'a = A\n    .b = B',
    'a = A',
    'ru.ftl, a.b: is missing, en.ftl has it',
  ],
  [
    'a value that only English has',
    'a = A\n    .b = B',
    'a =\n    .b = B',
    'ru.ftl, a: is missing, en.ftl has it',
  ],
  [
    'a variable that only English has',
    'a = { $x }',
    'a = A',
    'ru.ftl, a: $x is missing, en.ftl has it',
  ],
  [
    'a variable that only Russian has',
    'a = A',
    'a = { NUMBER($x) }',
    'en.ftl, a: $x is missing, ru.ftl has it',
  ],
  [
    'a variable of another name',
    'a = { $x } { $y }',
    'a = { $x } { $z } { $y }',
    'en.ftl, a: $z is missing, ru.ftl has it',
  ],
  [
    'a Russian plural in two forms',
    'a = { $n ->\n    [one] 1\n   *[other] n\n}',
    'a = { $n ->\n    [one] 1\n   *[many] n\n}',
    'ru.ftl, a: the plural form few is missing',
  ],
  [
    'an English plural in one form',
    'a = { $n ->\n   *[one] 1\n}',
    'a = { $n ->\n    [one] 1\n    [few] 2\n   *[other] n\n}',
    'en.ftl, a: the plural form other is missing',
  ],
])('a mistake is %s', (_, en, ru, line) => {
  expect(mistakesOf(en, ru)).toEqual([line]);
});

test.each<[string, string, string]>([
  [
    'a variable in a message that is referred to',
    'a = { b }\nb = { $x }',
    'a = { $x }\nb = { $x }',
  ],
  ['terms of one language', '-t = T\n-u = U\na = { -t } { -u }', 'a = A'],
  ['a term with a variable of its own', '-t = { $case }\na = { -t(case: "x") }', 'a = A'],
  [
    'other where it stands for many',
    'a = A { $n }',
    'a = { $n ->\n    [one] 1\n    [few] 2\n   *[other] 5\n}',
  ],
  ['a choice that is no plural', 'a = { $s ->\n    [active] A\n   *[other] O\n}', 'a = { $s }'],
  ['a comment', '# a\n## b\n### c\na = A', 'a = A'],
])('no mistake is %s', (_, en, ru) => {
  expect(mistakesOf(en, ru)).toEqual([]);
});

test('all mistakes are told at once', () => {
  const error = (() => {
    try {
      return load('a = { -x }\n!', 'b = B');
    } catch (thrown) {
      return thrown;
    }
  })();
  if (!(error instanceof CatalogueError)) throw error;
  expect(error).toBeInstanceOf(AppError);
  expect(error.code).toBe('catalogue_invalid');
  expect(error.mistakes).toHaveLength(4);
  expect(error.message.split('\n').slice(1)).toEqual(error.mistakes);
});

test('a missing file is named', () => {
  expect(() => loadCatalogue([join(tmpdir(), 'no-such-folder')])).toThrow(/en\.ftl/);
});
