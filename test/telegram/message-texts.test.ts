import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textsOf } from '../../src/telegram/message-texts.ts';

const button = (fields: object) => ({ inline_keyboard: [[{ text: 'Look', ...fields }]] });

describe('the texts of a message', () => {
  test.each([
    ['its text', { text: 'it' }, ['it']],
    ['a caption', { caption: 'it', photo: [{ file_id: 'x' }] }, ['it']],
    ['links', { text: 'here', entities: [{ type: 'text_link', url: 'it' }] }, ['here', 'it']],
    ['links of a caption', { caption: 'a', caption_entities: [{ url: 'it' }] }, ['a', 'it']],
    ['the page of a preview', { text: 'a', link_preview_options: { url: 'it' } }, ['a', 'it']],
    ['a button that opens a page', { reply_markup: button({ url: 'it' }) }, ['Look', 'it']],
    ['one of an app', { reply_markup: button({ web_app: { url: 'it' } }) }, ['Look', 'it']],
    ['one that copies', { reply_markup: button({ copy_text: { text: 'it' } }) }, ['Look', 'it']],
    ['a poll', { poll: { question: 'a', options: [{ text: 'it' }] } }, ['a', 'it']],
    ['a checklist', { checklist: { title: 'a', tasks: [{ text: 'it' }] } }, ['a', 'it']],
    ['a quote', { text: 'a', quote: { text: 'it', position: 0 } }, ['a', 'it']],
    ['what it replies to', { text: 'a', reply_to_message: { caption: 'it' } }, ['a', 'it']],
    [
      'what it replies to elsewhere',
      { text: 'a', external_reply: { link_preview_options: { url: 'it' } } },
      ['a', 'it'],
    ],
    [
      'a rich text, whose pieces belong together',
      { rich_message: { blocks: [{ text: ['7K2M-', { type: 'bold', text: '9QXD' }, '-4TJE'] }] } },
      ['7K2M-9QXD-4TJE', '9QXD'],
    ],
  ])('are those of %s', (_what, message, texts) => {
    expect(textsOf(message)).toEqual(texts);
  });

  test.each([
    [
      'names',
      { from: { title: 'x', text: 'x' }, chat: { title: 'x' }, sender_chat: { text: 'x' } },
    ],
    ['where it was forwarded from', { forward_origin: { chat: { title: 'x' }, text: 'x' } }],
    ['what the bot said before', { reply_to_message: { from: { is_bot: true }, text: 'x' } }],
    ['what was pinned', { pinned_message: { text: 'x' } }],
    ['no object', 'x'],
    ['nothing', null],
    ['blanks', { text: ' \n', caption: '' }],
  ])('are none of %s', (_what, message) => {
    expect(textsOf(message)).toEqual([]);
  });

  test('come in order: what the person wrote, what it carries, what it answers to', () => {
    const message = {
      reply_to_message: { text: 'six', reply_to_message: { text: 'seven' } },
      quote: { text: 'five' },
      entities: [{ url: 'three' }, { url: 'four' }],
      caption: 'two',
      text: 'one',
      external_reply: { link_preview_options: { url: 'eight' } },
    };
    const order = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
    expect(textsOf(message)).toEqual(order);
  });

  test('are 100 at most, and 16,384 characters together', () => {
    const entities = Array.from({ length: 5_000 }, (_, n) => ({ url: `t.me/${n}` }));
    expect(textsOf({ entities })).toHaveLength(100);
    const long = Array.from({ length: 9 }, (_, n) => ({ url: String(n).repeat(9_000) }));
    const texts = textsOf({ entities: long });
    expect(texts.map((text) => text.length)).toEqual([4_096, 4_096, 4_096, 4_096]);
  });

  test('can be looked for in anything', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        for (const text of textsOf({ text: message, quote: message }))
          expect(text).toBeTypeOf('string');
      }),
    );
    let deep: object = { text: 'x' };
    for (let n = 0; n < 10_000; n++) deep = { reply_to_message: deep };
    expect(textsOf(deep)).toEqual([]);
  });
});
