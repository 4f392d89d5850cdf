import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, fitHtml, html, isHtml, parsedLength } from '../../src/text/html.ts';

const TAGS = ['b', 'i', 'u', 's', 'code', 'pre', 'tg-spoiler', 'blockquote'];

/** Well-formed HTML as the bot writes it, and the text that it reads. */
type Markup = { html: string; text: string };

const { markup } = fc.letrec<{ markup: Markup; piece: Markup }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4 },
    fc
      .string({
        unit: fc.constantFrom(
          'a',
          ' ',
          '<',
          '>',
          '&',
          '"',
          '👍',
          '👨‍👩‍👧‍👦',
          'e\u0301',
          '\u0301',
          '🇩🇪',
          ';',
        ),
      })
      .map((text) => ({ html: escapeHtml(text), text })),
    fc.constant({ html: '&#128077;&#x1F44D;', text: '👍👍' }),
    fc
      .tuple(fc.constantFrom(...TAGS), tie('markup'))
      .map(([tag, { html: inner, text }]) => ({ html: `<${tag}>${inner}</${tag}>`, text })),
    fc.tuple(fc.webUrl(), tie('markup')).map(([url, inner]) => ({
      html: `<a href="${escapeHtml(url)}">${inner.html}</a>`,
      text: inner.text,
    })),
  ),
  markup: fc.array(tie('piece'), { maxLength: 6 }).map((pieces) => ({
    html: pieces.map((piece) => piece.html).join(''),
    text: pieces.map((piece) => piece.text).join(''),
  })),
}));

/** Reads HTML as strictly as Telegram: what is not well-formed throws. */
function read(source: string): string {
  let text = '';
  const open: string[] = [];
  for (const [raw, close, name] of source.matchAll(
    /<(\/?)([a-z-]+)[^<>]*>|&[#\w]+;|[^<&>]+|[\s\S]/g,
  )) {
    if (name === undefined) text += decode(raw);
    else if (close === '') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes nothing in ${source}`);
  }
  if (open.length > 0) throw new Error(`${open.join()} left open in ${source}`);
  return text;
}

const ENTITIES = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
  ['&quot;', '"'],
  ['&#128077;', '👍'],
  ['&#x1F44D;', '👍'],
]);

function decode(raw: string): string {
  const known = ENTITIES.get(raw);
  if (known === undefined && /[<>&]/.test(raw)) throw new Error(`stray ${raw}`);
  return known ?? raw;
}

/** Where the characters of a text end, in UTF-16 units. */
function boundariesOf(text: string): number[] {
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
  return Array.from(segments, ({ index, segment }) => index + segment.length);
}

describe('escaping', () => {
  test.each([
    ['<b>', '&lt;b&gt;'],
    [
      '</b><script>alert("x")</script>',
      '&lt;/b&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;',
    ],
    ['&amp;amp;', '&amp;amp;amp;'],
    ['<a href="tg://user?id=1">', '&lt;a href=&quot;tg://user?id=1&quot;&gt;'],
    ["it's *_[]()~`#+-=|{}.! plain", "it's *_[]()~`#+-=|{}.! plain"],
  ])('%s', (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });

  test('whatever the text, it is read as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(read(escapeHtml(text))).toBe(text);
        expect(parsedLength(escapeHtml(text))).toBe(text.length);
      }),
    );
  });
});

describe('the parsed length', () => {
  test.each([
    ['', 0],
    ['<b>a</b>', 1],
    ['&lt;&gt;&amp;&quot;', 4],
    ['&#65;&#x42;&#x1F44D;', 4],
    ['&nbsp;', 6],
    ['<a href="https://h/?a=1&amp;b=2">👍</a>', 2],
    ['a & b', 5],
    ['1 < 2', 5],
  ])('of %s is %i', (markup, length) => {
    expect(parsedLength(markup)).toBe(length);
  });

  test('is that of the text', () => {
    fc.assert(
      fc.property(markup, (source) => {
        expect(parsedLength(source.html)).toBe(source.text.length);
      }),
    );
  });
});

describe('HTML is fitted', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['<b>abcd</b>', 3, '<b>ab…</b>'],
    ['<b>ab</b>cd', 3, '<b>ab</b>…'],
    ['<b>ab<i>cd</i></b>ef', 4, '<b>ab<i>c…</i></b>'],
    ['ab<b>cd</b>', 3, 'ab…'],
    ['a&lt;b&gt;c', 3, 'a&lt;…'],
    ['a&lt;b&gt;c', 2, 'a…'],
    ['ab   cd', 5, 'ab…'],
    ['a👨‍👩‍👧‍👦b', 12, 'a…'],
    ['a👨‍👩‍👧‍👦bc', 13, 'a👨‍👩‍👧‍👦…'],
    ['<a href="https://h">link</a>', 3, '<a href="https://h">li…</a>'],
    ['<blockquote expandable>text</blockquote>', 2, '<blockquote expandable>t…</blockquote>'],
    ['&#x1F44D;ab', 3, '&#x1F44D;…'],
    ['&#x1F44D;ab', 2, '…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['abc', -5, ''],
  ])('%s to %i: %s', (source, limit, fitted) => {
    expect(fitHtml(source, limit)).toBe(fitted);
  });

  test('into any limit, well-formed, between two characters, and unchanged where it fits', () => {
    fc.assert(
      fc.property(markup, fc.nat(60), (source, limit) => {
        const fitted = fitHtml(source.html, limit);
        const text = read(fitted);
        expect(text.length).toBeLessThanOrEqual(limit);
        expect(parsedLength(fitted)).toBe(text.length);
        if (source.text.length <= limit) {
          expect(fitted).toBe(source.html);
        } else if (limit > 0) {
          const kept = text.slice(0, -1);
          expect(text.endsWith('…')).toBe(true);
          expect(source.text.startsWith(kept)).toBe(true);
          expect(kept.isWellFormed()).toBe(true);
          const [first = 0, ...others] = boundariesOf(source.text);
          if (first < limit) expect([0, first, ...others]).toContain(kept.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('ready HTML is told from a text', () => {
  expect(isHtml(html('<b>a</b>'))).toBe(true);
  for (const other of ['<b>a</b>', null, undefined, 5, {}]) expect(isHtml(other)).toBe(false);
});
