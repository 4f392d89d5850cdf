import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Update, updateSchema } from '../../src/telegram/update-schema.ts';

const from = {
  id: 7,
  is_bot: false,
  first_name: 'Ann',
  last_name: 'Lee',
  username: 'ann',
  language_code: 'en',
};
const chat = { id: 7, type: 'private' };
const topic = { message_thread_id: 77, is_topic_message: true };
const size = { file_id: 'small', file_size: 5, width: 90, height: 60 };

/** An update with all that the bot reads in it. */
const FULL = {
  update_id: 1,
  message: {
    message_id: 3,
    chat,
    from,
    ...topic,
    text: 'a text',
    caption: 'a caption',
    media_group_id: 'album',
    photo: [size, { ...size, file_id: 'large' }],
    document: { file_id: 'file', file_size: 9, mime_type: 'image/png', file_name: 'a.png' },
  },
  callback_query: { id: 'q', from, message: { message_id: 4, chat, ...topic }, data: 'add:1' },
  my_chat_member: { chat, from, new_chat_member: { status: 'kicked' } },
};

/** What the Bot API may leave out. */
const OPTIONAL = [
  'message.from.last_name',
  'message.from.username',
  'message.from.language_code',
  'message.message_thread_id',
  'message.is_topic_message',
  'message.text',
  'message.caption',
  'message.media_group_id',
  'message.photo',
  'message.photo.0',
  'message.photo.0.file_size',
  'message.document',
  'message.document.file_size',
  'message.document.mime_type',
  'message.document.file_name',
  'callback_query.from.username',
  'callback_query.message',
  'callback_query.message.message_id',
  'callback_query.message.chat',
  'callback_query.message.message_thread_id',
  'callback_query.data',
  'my_chat_member.from.last_name',
];

const REQUIRED = [
  'message.message_id',
  'message.chat.id',
  'message.chat.type',
  'message.from.id',
  'message.from.is_bot',
  'message.from.first_name',
  'callback_query.id',
  'callback_query.from.id',
  'my_chat_member.new_chat_member.status',
];

type Node = Record<string, unknown>;

/** A copy of an update with another value at a path, or with none. */
function replaced(update: unknown, path: string, ...value: unknown[]): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(update));
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce<Node>((node, name) => node[name] as Node, copy as Node);
  if (value.length === 0) delete parent[last];
  else parent[last] = value[0];
  return copy;
}

/** What was read of all but the field, whose texts may have said something. */
function rest(update: Update, path: string): unknown {
  const { texts: _, ...read } = update;
  const [part = '', field = ''] = path.split('.');
  const isWhole = field === 'photo' || field === 'document' || path === 'callback_query.message';
  return replaced(read, isWhole ? `${part}.${field}` : path);
}

describe('an update', () => {
  test('is read with all that there is in it', () => {
    const { texts, unreadable, ...read } = updateSchema.parse(FULL);
    expect(read).toEqual(FULL);
    expect(texts).toEqual(['a text', 'a caption']);
    expect(unreadable).toEqual([]);
  });

  test.each(OPTIONAL)('keeps all the rest with any JSON for %s', (path) => {
    const expected = rest(updateSchema.parse(FULL), path);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const update = updateSchema.parse(replaced(FULL, path, value));
        expect(update.unreadable).toEqual([]);
        expect(rest(update, path)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test.each(REQUIRED)('loses the part with anything else for %s, and says so', (path) => {
    const [part = ''] = path.split('.');
    const { texts: _, unreadable, ...read } = updateSchema.parse(replaced(FULL, path, [{}]));
    expect(unreadable).toEqual([path]);
    expect(read).toEqual(replaced(FULL, part));
  });

  test.each(['message', 'callback_query', 'my_chat_member'])('may have no %s', (part) => {
    expect(updateSchema.parse(replaced(FULL, part)).unreadable).toEqual([]);
    expect(updateSchema.parse(replaced(FULL, part, null)).unreadable).toEqual([part]);
  });

  test('names what it cannot read, and never what stands there', () => {
    const secret = 'a private matter';
    const strange = replaced(FULL, 'message', { [secret]: secret, from: secret, chat: [secret] });
    const { unreadable } = updateSchema.parse(strange);
    expect(unreadable.toSorted()).toEqual(['message.chat', 'message.from', 'message.message_id']);
  });
});

describe('of a photo', () => {
  test('the sizes that can be read are kept', () => {
    const sizes = [{ ...size, file_id: 'x'.repeat(513) }, null, size, { ...size, width: 'wide' }];
    const { message } = updateSchema.parse(replaced(FULL, 'message.photo', sizes));
    expect(message?.photo).toEqual([size, { ...size, width: 0 }]);
  });

  test('none is left where none can be read', () => {
    const { message } = updateSchema.parse(replaced(FULL, 'message.photo', [{}, 7]));
    expect(message?.photo).toBeUndefined();
  });
});
