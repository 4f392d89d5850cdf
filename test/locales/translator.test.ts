import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { TranslationError } from '../../src/locales/translator.ts';
import { escapeHtml, html } from '../../src/text/html.ts';

const catalogue = loadCatalogue([fileURLToPath(new URL('./sample', import.meta.url))]);
const en = catalogue.createTranslator('en');
const ru = catalogue.createTranslator('ru');

describe('a message', () => {
  test('is in the language of the translator', () => {
    expect([en.locale, en.t('welcome')]).toEqual(['en', 'Welcome to Cardseal!']);
    expect([ru.locale, ru.t('welcome')]).toEqual(['ru', 'Добро пожаловать в Cardseal!']);
  });

  test('may be an attribute, or hold another message', () => {
    expect(en.t('greeting.short', { name: 'Ann' })).toBe('Hi Ann');
    expect(en.t('twice', { name: 'Ann' })).toBe('Hello, <b>Ann</b>! Ann');
  });

  test('keeps its paragraphs', () => {
    expect(en.t('paragraphs')).toBe('One\n\nTwo');
  });

  test('has no isolation marks around what is inserted', () => {
    expect(ru.t('greeting.short', { name: 'שלום' })).toBe('Привет, שלום');
  });

  test('is chosen by a word', () => {
    expect(en.t('status', { status: 'active' })).toBe('Active');
    expect(ru.t('status', { status: 'lost' })).toBe('Что-то другое');
  });
});

describe('inserted text', () => {
  test('is escaped in HTML', () => {
    expect(en.t('greeting.short', { name: '<b>"Ann" & Bob</b>' })).toBe(
      'Hi &lt;b&gt;&quot;Ann&quot; &amp; Bob&lt;/b&gt;',
    );
  });

  test('is escaped in HTML, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(en.t('greeting', { name })).toBe(`Hello, <b>${escapeHtml(name)}</b>!`);
      }),
    );
  });

  test('is not escaped where it is HTML already', () => {
    expect(en.t('greeting', { name: html('<i>Ann</i> &amp; Bob') })).toBe(
      'Hello, <b><i>Ann</i> &amp; Bob</b>!',
    );
  });

  test('is not escaped in plain text', () => {
    expect(en.plain('greeting.short', { name: 'Ann & <Bob>' })).toBe('Hi Ann & <Bob>');
    expect(en.plain('button')).toBe('Terms & help');
  });

  test('is no pattern: what looks like Fluent stays as it is', () => {
    expect(en.t('greeting.short', { name: '{ $x } { -brand }' })).toBe('Hi { $x } { -brand }');
  });
});

describe('plural forms', () => {
  test.each([
    [0, 'never checked', 'ни разу не проверяли'],
    [1, 'checked 1 time', 'проверили 1 раз'],
    [2, 'checked 2 times', 'проверили 2 раза'],
    [4, 'checked 4 times', 'проверили 4 раза'],
    [5, 'checked 5 times', 'проверили 5 раз'],
    [11, 'checked 11 times', 'проверили 11 раз'],
    [12, 'checked 12 times', 'проверили 12 раз'],
    [14, 'checked 14 times', 'проверили 14 раз'],
    [21, 'checked 21 times', 'проверили 21 раз'],
    [22, 'checked 22 times', 'проверили 22 раза'],
    [25, 'checked 25 times', 'проверили 25 раз'],
    [100, 'checked 100 times', 'проверили 100 раз'],
    [101, 'checked 101 times', 'проверили 101 раз'],
    [111, 'checked 111 times', 'проверили 111 раз'],
    [1002, 'checked 1,002 times', 'проверили 1\u00A0002 раза'],
  ])('of %i are right', (count, english, russian) => {
    expect(en.t('checks', { count })).toBe(english);
    expect(ru.t('checks', { count })).toBe(russian);
  });
});

describe('numbers and dates', () => {
  test('have the decimals of the language', () => {
    expect([en.t('average', { value: 0 }), en.t('average', { value: 1.25 })]).toEqual([
      '0.0 on average',
      '1.3 on average',
    ]);
    expect(ru.t('average', { value: 0.75 })).toBe('0,8 в среднем');
  });

  test('are written out, in UTC wherever the process runs', () => {
    const date = new Date('2026-11-22T23:59:59Z');
    expect(en.t('registered', { date })).toBe('Registered on 22 November 2026');
    expect(ru.t('registered', { date })).toMatch(/^Зарегистрирована 22 ноября 2026\sг\.$/);
    expect(en.plain('registered', { date })).toBe('Registered on 22 November 2026');
  });

  test.each([
    ['ahead of', 'Pacific/Kiritimati'],
    ['behind', 'Pacific/Pago_Pago'],
  ])('are those of UTC, in whatever form, where the machine is %s it', (_, zone) => {
    vi.stubEnv('TZ', zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    const time = new Date('2026-11-22T23:59:59Z');
    expect(time.getHours()).not.toBe(23);
    expect(en.t('later', { time })).toBe('Try again after 23:59');
    expect(en.t('registered', { date: time })).toBe('Registered on 22 November 2026');
    expect(ru.plain('registered', { date: time })).toMatch(/ 22 ноября 2026/);
  });

  test('show only the parts that the catalogue asks for', () => {
    const time = new Date('2026-11-22T15:04:00Z');
    expect(en.t('later', { time })).toBe('Try again after 15:04');
    expect(ru.t('later', { time })).toBe('Попробуйте после 15:04');
  });
});

describe('a mistake in the code throws', () => {
  test.each([
    ['an unknown message', () => en.t('nothing'), 'en.ftl, nothing: there is no such message'],
    [
      'an unknown attribute',
      () => ru.t('greeting.long'),
      'ru.ftl, greeting.long: there is no such',
    ],
    [
      'a property that every object has',
      () => en.t('greeting.constructor'),
      'there is no such message',
    ],
    ['a missing argument', () => en.t('greeting'), 'en.ftl, greeting: Unknown variable: $name'],
    ['a missing argument within', () => en.t('twice'), 'Unknown variable: $name'],
    ['a missing number', () => ru.plain('checks'), 'Unknown variable: $count'],
    ['a word for a date', () => en.t('later', { time: 'private' }), 'DATETIME needs a date'],
  ])('for %s', (_, call, message) => {
    expect(call).toThrow(TranslationError);
    expect(call).toThrow(message);
    expect(call).not.toThrow('private');
  });
});
