import { describe, expect, test } from 'vitest';
import { verdictFacts } from '../../../src/features/verification/verdict-facts.ts';
import type { Counts } from '../../../src/features/verification/visits.ts';
import { loadCatalogue } from '../../../src/locales/catalogue.ts';
import type { Locale } from '../../../src/locales/locale.ts';
import { COUNTS, verdictCard } from '../../support/data/verdicts.ts';

const catalogue = loadCatalogue();
const NOW = new Date('2026-11-28T23:59:30Z');
const NEVER: Counts = {
  ...{ visits: 0, people: 0, firstAt: null, lastAt: null, ownAt: null, rush: null },
};
const ONCE: Counts = { ...NEVER, visits: 1, people: 1, firstAt: NOW };
const TWICE: Counts = { ...COUNTS, visits: 2 };

function facts(counts: Counts, isCounted: boolean | null = true, locale: Locale = 'en'): string[] {
  const card = verdictCard({ counts });
  const check = isCounted === null ? null : { name: 'Vera', at: NOW, isCounted };
  const shop = { name: null, contact: null };
  return verdictFacts({ card, check, shop }, catalogue.createTranslator(locale)).split('\n');
}

describe('the facts of a verdict', () => {
  test('say that a check is the first only when it is', () => {
    expect(facts(ONCE)[0]).toBe('🔎 This is its first check.');
    expect(facts({ ...ONCE, ownAt: NOW })[0]).toContain('It was checked 1 time by 1 person');
    expect(facts(ONCE, false)[0]).toContain('It was checked 1 time by 1 person');
    expect(facts(ONCE, null)[0]).toContain('It was checked 1 time by 1 person');
  });

  test('say that no customer checked it where only admins did', () => {
    expect(facts(NEVER, false)).toEqual([
      '🔎 No customer has checked it yet.',
      '📅 Registered on 1 November 2026',
    ]);
  });

  test('name one day once, and two days both', () => {
    expect(facts({ ...TWICE, lastAt: TWICE.firstAt })[0]).toBe(
      '🔎 It was checked 2 times by 2 people, on 2 November 2026.',
    );
    expect(facts(TWICE)[0]).toBe(
      '🔎 It was checked 2 times by 2 people: first on 2 November 2026, last on 5 November 2026.',
    );
    expect(facts(TWICE, true, 'ru')[0]).toBe(
      '🔎 Её проверили 2 раза, 2 человека: впервые 2 ноября 2026 г., потом 5 ноября 2026 г.',
    );
  });

  test('say when the person checked the card before', () => {
    const own = { ...TWICE, ownAt: new Date('2026-11-04T09:30:00Z') };
    expect(facts(own)[1]).toBe('👤 You checked it before: 4 November 2026, 09:30 UTC.');
  });

  test('say how many new people came, and in how many days, where they are very many', () => {
    const rush = (since: string) => ({ ...TWICE, rush: { people: 31, since: new Date(since) } });
    expect(facts(rush('2026-11-26T12:00:00Z'))[1]).toBe(
      '👥 31 new people in 3 days: many for one card, so compare closely.',
    );
    expect(facts(rush('2026-11-28T23:00:00Z'))[1]).toContain('31 new people in a day');
    expect(facts(rush('2026-11-26T12:00:00Z'), null)).toHaveLength(2);
  });
});
