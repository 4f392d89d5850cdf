import { describe, expect, test, vi } from 'vitest';
import { pumpedTexts } from '../support/playground/pumped-texts.ts';
import { createStepCounter } from '../support/sources/regexp-steps.ts';
import { type SourcePattern, sourcePatterns } from '../support/sources/source-patterns.ts';

/** The size of a text in UTF-16 units, before it is doubled twice. */
const SIZE = 64;

/**
 * By how much the steps grow each time that the text is doubled, for the text that is worst. Of two
 * doublings the better one counts: a text may have become too long to fit where the shorter one did.
 */
function growth(pattern: RegExp): { ratio: number; text: string } {
  const count = createStepCounter(pattern);
  let worst = { ratio: 0, text: '' };
  for (const text of pumpedTexts(pattern)) {
    const [first = 0, second = 0, third = 0] = [1, 2, 4].map((times) => count(text(times * SIZE)));
    if (third === Number.POSITIVE_INFINITY) return { ratio: third, text: text(8) };
    const ratio = Math.min(second / (first + SIZE), third / (second + 2 * SIZE));
    if (ratio > worst.ratio) worst = { ratio, text: text(8) };
  }
  return worst;
}

/** Patterns that are put together when the program runs. */
async function madePatterns(): Promise<SourcePattern[]> {
  const made: RegExp[] = [];
  const Known = RegExp;
  vi.stubGlobal('RegExp', function record(source: string, flags: string) {
    const pattern = new Known(source, flags);
    made.push(pattern);
    return pattern;
  });
  vi.resetModules();
  await import('../../src/text/clean-text.ts');
  (await import('../../src/redaction.ts')).createRedactor(['a secret']);
  vi.unstubAllGlobals();
  return made.map((pattern) => ({ file: 'what is put together', pattern }));
}

/** What the operator writes is no stranger's text. */
const isOfOperator = ({ file }: SourcePattern) => /^src\/(settings|config|addresses)/.test(file);

/** Twice, and some room for what a pattern does once; four times is quadratic. */
const LINEAR = 2.5;

describe('the counter', () => {
  test.each([
    [/a+$/, 'a search that begins anew in a run'],
    [/ +\n/g, 'spaces before what does not come'],
    [/\d{6,}:/, 'digits before what does not come'],
    [/^(a|a)*$/, 'two ways to read the same'],
    [/^(a+)+$/, 'a repetition of repetitions'],
    [/tg:\S*?start=/, 'a beginning that is found again and again'],
    [/<\/?[a-z][^>]*>|[^<]+|</g, 'an end that is looked for from every beginning'],
    [/(?<=a\p{M}*)b|\p{M}(?=\p{M}*c)/gu, 'a look ahead from every place'],
  ])('finds %s: %s', (pattern) => {
    expect(growth(pattern).ratio).toBeGreaterThan(LINEAR);
  });

  test.each([
    [/a/g, 'aaa', 4],
    [/^a+b$/, 'aab', 6],
    [/(?<!a)b/g, 'ab', 4],
    [/[^\p{L}]/gu, 'жж', 3],
  ])('counts in %s for %s', (pattern, text, steps) => {
    expect(createStepCounter(pattern)(text)).toBeLessThanOrEqual(2 * steps);
    expect(createStepCounter(pattern)(text)).toBeGreaterThan(0);
  });
});

describe('a pattern of ours takes steps in proportion to the text, whatever the text', () => {
  const written = sourcePatterns().filter((found) => !isOfOperator(found));
  const patterns = new Map(written.map((found) => [String(found.pattern), found]));

  test('there are some, of every floor', () => {
    expect(patterns.size).toBeGreaterThan(50);
  });

  test.each([...patterns.values()])('$pattern of $file', ({ pattern }) => {
    const { ratio, text } = growth(pattern);
    expect(ratio, JSON.stringify(text)).toBeLessThan(LINEAR);
  });

  test('and so do those that are put together', async () => {
    const made = await madePatterns();
    expect(made.length).toBeGreaterThanOrEqual(2);
    for (const { pattern } of made) {
      const { ratio, text } = growth(pattern);
      expect(ratio, `${pattern} ${JSON.stringify(text)}`).toBeLessThan(LINEAR);
    }
  });
});
