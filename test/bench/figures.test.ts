import { describe, expect, test } from 'vitest';
import { median, quantile, short } from '../../bench/machine/figures.ts';
import { readOptions } from '../../bench/options.ts';
import { report } from '../../bench/report.ts';

describe('the figures', () => {
  test('have the middle as their median, whatever their order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  test('have so large a part below a quantile', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(quantile(hundred, 0.5)).toBe(51);
    expect(quantile(hundred, 0.99)).toBe(100);
    expect(quantile([7], 0.99)).toBe(7);
  });

  test('are shown with three digits that matter', () => {
    expect([0.012345, 1.005, 123.4, 12_345.6, Number.NaN].map(short)).toEqual([
      '0.0123',
      '1',
      '123',
      '12,346',
      '–',
    ]);
  });
});

describe('the options', () => {
  test('are read from the command line', () => {
    const args = ['--parts', 'growth', '--cards', '10,20', '--rounds', '2', '--dry-run'];
    expect(readOptions(args)).toMatchObject({
      parts: ['growth'],
      sizes: [10, 20],
      rounds: 2,
      out: null,
    });
  });

  test.each([
    ['--parts', 'speed'],
    ['--rounds', 'many'],
    ['--cards', '10,-1'],
    ['--faster'],
  ])('that mean nothing end the run: %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow();
  });
});

describe('the report', () => {
  const reached = { perSecond: 90, p50: 10, p99: 30, cpu: 1, postgresCpu: null };
  const bare = { perSecond: 100, p50: 10, p99: 20, cpu: 1, postgresCpu: 1 };
  const text = report({
    crowd: [{ tried: 'all at once', before: 'slow', found: 'quick', figure: 1.3, wanted: 1.2 }],
    duel: [{ atATime: 16, cardseal: reached, bare }],
    wizard: null,
    growth: [
      {
        name: 'statistics',
        milliseconds: new Map([
          [1000, 1],
          [100_000, 1.4],
        ]),
      },
    ],
    start: { first: [{ took: 2_500, cpu: null }], later: [{ took: 1_000, cpu: 900 }] },
    plan: 'Once.',
    load: [0, 0],
    profile: null,
  });

  test('says which goals were met and which were missed', () => {
    expect(text).toContain('| 16 | verifications a second | 90 | 100 | 0.9 | ≥ 0.9: met |');
    expect(text).toContain('| 16 | p99, ms | 30 | 20 | 1.5 | ≤ 1.2: **missed** |');
    expect(text).toContain('| statistics | 1 (1) | 1.4 (1.4) | ≤ 1.3: **missed** |');
    expect(text).toContain(
      '| in a folder that was used before | 1,000 | 1,000 | 900 | 0.5 | ≤ 1: met |',
    );
    expect(text).toContain('| in an empty folder | 2,500 | 2,500 | – | 1.25 | ≤ 1: **missed** |');
  });

  test('says how a crowd fared, beside before', () => {
    expect(text).toContain('| all at once | slow | quick | 1.3 | ≤ 1.2: **missed** |');
  });

  test('shows what could not be measured as such', () => {
    expect(text).toMatch(
      /\| 16 \| CPU of its PostgreSQL connections, ms an update \| – \| 1 \| – \|/,
    );
  });
});
