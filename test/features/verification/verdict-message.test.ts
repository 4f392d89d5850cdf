import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHtml } from '../../../playground/text/html.ts';
import { formatAsk, parseAsk } from '../../../src/features/verification/ask-data.ts';
import type { VerdictCard } from '../../../src/features/verification/verdict.ts';
import {
  type VerdictInput,
  verdictMessage,
  wholeDescription,
} from '../../../src/features/verification/verdict-message.ts';
import type { Counts } from '../../../src/features/verification/visits.ts';
import { loadCatalogue } from '../../../src/locales/catalogue.ts';
import { LOCALES } from '../../../src/locales/locale.ts';
import type { Seen } from '../../../src/screens/message.ts';
import { LONGEST_CAPTION, LONGEST_MESSAGE, parsedLength } from '../../../src/text/html.ts';
import { COUNTS, verdictCard } from '../../support/data/verdicts.ts';

const catalogue = loadCatalogue();
const en = catalogue.createTranslator('en');
const SEEN: readonly Seen[] = ['both', 'original', 'packaged', 'no_photos', 'photos_away'];
const AT = new Date('2026-11-28T23:59:30Z');
/** As much as there can be to say of checks. */
const MOST: Counts = {
  ...COUNTS,
  visits: 2_000_000_000,
  people: 2_000_000_000,
  ownAt: AT,
  rush: { people: 50, since: new Date('2026-11-22T12:00:00Z') },
};

function inputOf(card: Partial<VerdictCard>, more: Partial<VerdictInput> = {}): VerdictInput {
  return {
    card: verdictCard(card),
    check: { name: 'Vera', at: AT, isCounted: true },
    shop: { name: null, contact: null },
    link: 'https://t.me/bot?start=X',
    isShared: false,
    ...more,
  };
}

/** What is read, and where the description stands. */
function read(markup: string): { text: string; description: string } {
  const { text, entities } = parseHtml(markup);
  const quote = entities.find(({ type }) => type === 'expandable_blockquote');
  const from = quote?.offset ?? 0;
  return { text, description: text.slice(from, from + (quote?.length ?? 0)) };
}

function labels(input: VerdictInput, seen: Seen = 'both'): string[] {
  const { buttons } = verdictMessage(input, seen, LONGEST_CAPTION, en);
  return buttons.flat().map(({ label }) => label);
}

/** Texts with all that is hard to cut: emoji of many units, marks, letters from right to left, entities, long words. */
const piece = fc.constantFrom(
  'word',
  ' ',
  '\n',
  '👨‍👩‍👧‍👦',
  '🇪🇺',
  'e\u0301',
  'שלום',
  'مرحبا',
  '&amp;',
  '<b>',
  '"',
  '漢字仮名',
  'ไม่มีช่องว่าง',
  'https://example.com/a/very/long/word',
  '𝔡',
);
const written = (most: number) =>
  fc
    .array(piece, { maxLength: most, size: 'max' })
    .map((pieces) => pieces.join('').trim().slice(0, 4096).toWellFormed());

describe('the caption of a verdict', () => {
  test('fits whatever the card, the shop and the person are called, and says all that matters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LOCALES),
        fc.constantFrom(...SEEN),
        fc.record({
          name: written(300),
          description: written(1500),
          person: written(40),
          shop: written(8),
        }),
        fc.nat(2_000_000_000),
        (locale, seen, { name, description, person, shop }, visits) => {
          const translator = catalogue.createTranslator(locale);
          const input = inputOf(
            { name: name || 'x', description, counts: { ...MOST, visits } },
            {
              check: { name: person, at: AT, isCounted: true },
              shop: { name: shop.slice(0, 64).toWellFormed() || null, contact: null },
            },
          );
          const { text, buttons } = verdictMessage(input, seen, LONGEST_CAPTION, translator);
          const shown = read(text);
          expect(shown.text.length).toBeLessThanOrEqual(LONGEST_CAPTION);
          expect(parsedLength(text)).toBe(shown.text.length);
          expect(shown.text.isWellFormed()).toBe(true);
          expect(shown.text).toContain(
            locale === 'en' ? 'a code can be copied' : 'код можно скопировать',
          );
          expect(shown.text).toContain('23:59 UTC');
          const isWhole = shown.description === description.trim();
          const offered = buttons
            .flat()
            .some((button) => 'data' in button && button.data.startsWith('whole:'));
          expect(offered || (isWhole && shown.text.includes(name))).toBe(true);
          if (!isWhole) expect(shown.description).toMatch(/…$/);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['', 100, { ...MOST, rush: null }],
    [', and of a card that very many checked', 40, MOST],
  ])('leaves a fair part of a long description, even beside the longest of all else%s', (_, units, counts) => {
    for (const locale of LOCALES) {
      const input = inputOf(
        { name: 'x'.repeat(300), description: 'word '.repeat(400).trim(), counts },
        {
          check: { name: 'W'.repeat(90), at: AT, isCounted: true },
          shop: { name: 'S'.repeat(64), contact: null },
        },
      );
      for (const seen of SEEN) {
        const { text } = verdictMessage(
          input,
          seen,
          LONGEST_CAPTION,
          catalogue.createTranslator(locale),
        );
        expect(read(text).description.length).toBeGreaterThan(units);
      }
    }
  });

  test('cuts the description at a word, and offers the whole of it', () => {
    const description = 'Signed by the artist; a scratch below the moon. '.repeat(40).trim();
    const input = inputOf({ description });
    const { text } = verdictMessage(input, 'both', LONGEST_CAPTION, en);
    const kept = read(text).description.slice(0, -1);
    expect(description.startsWith(kept)).toBe(true);
    expect(description[kept.length]).toBe(' ');
    expect(labels(input)).toEqual([
      '🔍 Compare closely',
      '📄 Whole description',
      'Share this card',
    ]);
  });

  test('has every part in its place: what it is, of which card, its description, the facts, what to do', () => {
    const input = inputOf({ description: 'Mint' }, { shop: { name: 'Cards & Co', contact: null } });
    const { text } = verdictMessage(input, 'both', LONGEST_CAPTION, en);
    expect(read(text).text).toBe(
      [
        '✅ This card is registered in the system.',
        '',
        'Dragon',
        'Mint',
        '🔎 It was checked 3 times by 2 people: first on 2 November 2026, last on 5 November 2026.',
        '📅 Registered by Cards & Co on 1 November 2026',
        '',
        'Compare it with the photos: left before it was packaged, right in its case. Look at the picture, the edges, scratches and the sticker on the case. If anything differs, do not pay: a code can be copied.',
        '',
        'Checked for Vera on 28 November 2026, 23:59 UTC. Trust only a check of your own.',
      ].join('\n'),
    );
  });

  test.each([
    ['both', ['🔍 Compare closely', 'Share this card']],
    ['original', ['Share this card']],
    ['packaged', ['Share this card']],
    ['no_photos', ['Share this card']],
    ['photos_away', ['Share this card']],
  ] as const)('has the buttons that fit what is seen: %s', (seen, expected) => {
    expect(labels(inputOf({ description: 'Mint' }), seen)).toEqual(expected);
  });

  test('says nothing of whose check it was where that is not known', () => {
    const { text } = verdictMessage(inputOf({}, { check: null }), 'both', LONGEST_CAPTION, en);
    expect(text).not.toContain('Checked for');
  });

  test('takes nobody at their word: names are texts', () => {
    const name = '<b>everybody</b> & <a href="https://x.test">you</a>';
    const { text } = verdictMessage(
      inputOf({ name }, { check: { name, at: AT, isCounted: true } }),
      'both',
      LONGEST_CAPTION,
      en,
    );
    expect(parseHtml(text).entities.some(({ type }) => type === 'text_link')).toBe(false);
    expect(read(text).text).toContain('Checked for <b>everybody</b>');
  });
});

describe('the whole description', () => {
  test('is one message, whatever there is', () => {
    fc.assert(
      fc.property(written(900), written(1500), (name, description) => {
        const markup = wholeDescription({ ...inputOf({}).card, name: name || 'x', description });
        expect(parsedLength(markup)).toBeLessThanOrEqual(LONGEST_MESSAGE);
        expect(parseHtml(markup).text).toContain(description);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the data of a button below a verdict', () => {
  test('is read as it was written, and fits into 64 bytes', () => {
    for (const kind of ['compare', 'whole'] as const) {
      const press = { kind, cardId: randomUUID() };
      expect(Buffer.byteLength(formatAsk(press))).toBeLessThanOrEqual(64);
      expect(parseAsk(formatAsk(press))).toEqual(press);
    }
  });

  test('of other buttons is none of it, and of forged ones is stale', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (text) => {
        expect(parseAsk(`compare:${text}`)).toBe('stale');
        if (!/^(compare|whole)(:|$)/.test(text)) expect(parseAsk(text)).toBeNull();
      }),
    );
    expect(parseAsk(undefined)).toBeNull();
    expect(parseAsk('home:3')).toBeNull();
    expect(parseAsk('whole')).toBe('stale');
  });
});
