import { describe, expect, test } from 'vitest';
import { pickLocale } from '../../src/locales/locale.ts';

describe('the language of a person', () => {
  test.each(['ru', 'RU', 'ru-RU', 'ru_RU', 'ru-Latn'])('%s is Russian', (code) => {
    expect(pickLocale(code, 'en')).toBe('ru');
  });

  test.each(['en', 'en-US', 'en_GB', 'EN'])('%s is English', (code) => {
    expect(pickLocale(code, 'ru')).toBe('en');
  });

  test.each([
    'uk',
    'be',
    'kk',
    'de',
    'pt-br',
    'rus',
    'run',
    '',
    '-',
    'constructor',
    undefined,
  ])('%s is the default', (code) => {
    expect(pickLocale(code, 'en')).toBe('en');
    expect(pickLocale(code, 'ru')).toBe('ru');
  });
});
