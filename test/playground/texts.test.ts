import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';

let playground: TestPlayground;
let phone: Phone;

beforeAll(async () => {
  playground = await startPlayground();
  phone = await playground.customer();
  await phone.send('/start');
});

afterAll(() => playground.close());

/** Sends a text and gives what Telegram made of it, or why it refused. */
async function sent(text: string, more: Record<string, unknown> = {}) {
  const body = await playground.api('sendMessage', { chat_id: phone.id, text, ...more });
  return body.ok ? body.result : body.description;
}

const html = (text: string) => sent(text, { parse_mode: 'HTML' });

describe('the text of a message', () => {
  test('loses spaces and empty lines at both ends', async () => {
    expect((await sent(' \n a\n\n b \n')).text).toBe('a\n\n b');
  });

  test('loses control characters and marks of direction', async () => {
    expect((await sent('a\u0000b\tc\r\nd\u202ee')).text).toBe('a b c\nde');
  });

  test.each([
    ['', 'Bad Request: message text is empty'],
    ['  \n ', 'Bad Request: text must be non-empty'],
    ['\u200b\u200d', 'Bad Request: text must be non-empty'],
    ['\ud800', 'Bad Request: strings must be encoded in UTF-8'],
  ])('is refused if there is nothing to see in it: %j', async (text, reason) => {
    expect(await sent(text)).toBe(reason);
  });

  test('may have 4,096 UTF-16 units after its entities are parsed, and no more', async () => {
    expect((await html(`<b>${'&lt;'.repeat(4_096)}</b>`)).text).toHaveLength(4_096);
    expect((await sent('🃏'.repeat(2_048))).text).toHaveLength(4_096);
    expect(await sent('🃏'.repeat(2_048).concat('a'))).toBe('Bad Request: message is too long');
    expect(await sent('a'.repeat(40_000))).toBe('Bad Request: text is too long');
  });
});

describe('the caption of a photo', () => {
  test('may have 1,024 UTF-16 units after its entities are parsed, and no more', async () => {
    const photo = (await phone.sendSample('card-front')).photo?.[0]?.file_id;
    const send = (caption: string) =>
      playground.api('sendPhoto', { chat_id: phone.id, photo, caption, parse_mode: 'HTML' });
    expect((await send(`<i>${'&amp;'.repeat(1_024)}</i>`)).result.caption).toHaveLength(1_024);
    expect((await send('a'.repeat(1_025))).description).toBe(
      'Bad Request: message caption is too long',
    );
    expect((await send('  ')).result).not.toHaveProperty('caption');
  });
});

describe('HTML', () => {
  test('becomes entities, with offsets in UTF-16 units', async () => {
    expect(
      await html('🃏 <b>bold <i>both</i></b> <u>u</u> <s>s</s> <tg-spoiler>x</tg-spoiler>'),
    ).toMatchObject({
      text: '🃏 bold both u s x',
      entities: [
        { type: 'bold', offset: 3, length: 9 },
        { type: 'italic', offset: 8, length: 4 },
        { type: 'underline', offset: 13, length: 1 },
        { type: 'strikethrough', offset: 15, length: 1 },
        { type: 'spoiler', offset: 17, length: 1 },
      ],
    });
  });

  test('knows links, code, blocks with a language and quotes', async () => {
    expect(
      (
        await html(
          '<a href="https://example.com/?a=1&amp;b=2">link</a> <code>c</code> ' +
            '<pre><code class="language-ts">let a</code></pre> <blockquote expandable>q</blockquote>',
        )
      ).entities,
    ).toEqual([
      { type: 'text_link', offset: 0, length: 4, url: 'https://example.com/?a=1&b=2' },
      { type: 'code', offset: 5, length: 1 },
      { type: 'pre', offset: 7, length: 5, language: 'ts' },
      { type: 'expandable_blockquote', offset: 13, length: 1 },
    ]);
  });

  test('unites neighbours of a kind and drops what is empty or inside code', async () => {
    expect((await html('<b>a</b><b>b</b><i></i> <code>x<b>y</b></code>')).entities).toEqual([
      { type: 'bold', offset: 0, length: 2 },
      { type: 'code', offset: 3, length: 2 },
    ]);
  });

  test('leaves what is marked as a link or code without entities of its own', async () => {
    expect(
      (await html('<a href="https://example.com">t.me/x</a> <code>/start</code> /go')).entities,
    ).toEqual([
      { type: 'text_link', offset: 0, length: 6, url: 'https://example.com/' },
      { type: 'code', offset: 7, length: 6 },
      { type: 'bot_command', offset: 14, length: 3 },
    ]);
  });

  test('fits entities to the text without what was removed from it', async () => {
    expect(await html('\r<b>b\u202ec</b>d')).toMatchObject({
      text: 'bcd',
      entities: [{ type: 'bold', offset: 0, length: 2 }],
    });
  });

  test('fits entities to the trimmed text', async () => {
    expect(await html(' <b> a </b> ')).toMatchObject({
      text: ' a',
      entities: [{ type: 'bold', offset: 0, length: 2 }],
    });
  });

  test('decodes its four named characters and numbers, and leaves the rest', async () => {
    expect(
      (await html('&lt;&gt;&amp;&quot;&#39;&#x1F0CF; &nbsp; & &amp;lt; &#00000065;')).text,
    ).toBe('<>&"\'🃏 &nbsp; & &lt; &#00000065;');
  });

  test.each([
    ['<div>a</div>', 'Unsupported start tag "div" at byte offset 0'],
    ['я <x>', 'Unsupported start tag "x" at byte offset 3'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['a <b', 'Unclosed start tag at byte offset 2'],
    ['<a href="x', 'Unclosed start tag at byte offset 0'],
    ['<a href=', 'Unclosed start tag "a" at byte offset 0'],
    ['<b>a', 'Can\'t find end tag corresponding to start tag "b"'],
    ['a</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>a</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b>a</b', 'Unclosed end tag at byte offset 4'],
    ['<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<a href=a_b>x</a>', 'Unexpected end of name token at byte offset 8'],
    ['<b "a">x</b>', 'Empty attribute name in the tag "b" at byte offset 0'],
  ])('is refused with the place where it is wrong: %s', async (text, reason) => {
    expect(await html(text)).toBe(`Bad Request: can't parse entities: ${reason}`);
  });

  test('is the only parse mode here', async () => {
    expect(await sent('*a*', { parse_mode: 'MarkdownV2' })).toContain('MarkdownV2');
    expect(await sent('a', { parse_mode: 'BBCode' })).toBe('Bad Request: unsupported parse_mode');
  });
});

describe('entities', () => {
  test('may be given beside the text', async () => {
    const entities = [{ type: 'bold', offset: 1, length: 2 }];
    expect((await sent('abcd', { entities })).entities).toEqual(entities);
  });

  test('are refused outside the text and of unknown kinds', async () => {
    expect(await sent('ab', { entities: [{ type: 'bold', offset: 1, length: 5 }] })).toContain(
      'ends after the end of the text at UTF-16 offset 6',
    );
    expect(await sent('ab', { entities: [{ type: 'huge', offset: 0, length: 1 }] })).toBe(
      "Bad Request: can't parse MessageEntity: Unsupported type specified",
    );
  });

  test.each([
    ['/start@some_bot now', 'bot_command', '/start@some_bot'],
    ['see t.me/some_bot?start=ABC.', 'url', 't.me/some_bot?start=ABC'],
    ['see (https://example.com/a_(b)), then', 'url', 'https://example.com/a_(b)'],
    ['from @someone', 'mention', '@someone'],
    ['a #tag1', 'hashtag', '#tag1'],
    ['to some.one@example.com!', 'email', 'some.one@example.com'],
  ])('are found in a text: %s', async (text, type, part) => {
    const { entities, text: kept } = await sent(text);
    expect(entities).toEqual([{ type, offset: text.indexOf(part), length: part.length }]);
    expect(kept).toBe(text);
  });

  test.each([
    'a/b',
    '1.5',
    'and/or',
    '#123',
    'localhost:3000',
    'e.g. this',
    'a@b',
  ])('are not found where there are none: %s', async (text) => {
    expect(await sent(text)).not.toHaveProperty('entities');
  });
});
