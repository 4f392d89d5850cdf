import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Message, Seen } from '../../src/replies/message.ts';
import { giveReply, type ReplyDependencies } from '../../src/telegram/give-reply.ts';

const ID = { botId: 1, updateId: 2 };
const HTML = { parse_mode: 'HTML' };
const TEXT = { ...HTML, link_preview_options: { is_disabled: true } };
const BUTTONS = [
  [{ label: 'More', data: 'more:1' }],
  [{ label: 'Share', url: 'https://share.example' }],
];
const KEYBOARD = {
  inline_keyboard: [
    [{ text: 'More', callback_data: 'more:1' }],
    [{ text: 'Share', url: 'https://share.example' }],
  ],
};
const photo = { slot: 'original' as const, key: 'k', fileId: 'f', fileBotId: 1 };
const sent = vi.fn<(method: string, ...params: unknown[]) => void>();
const messageOf = vi.fn();

let pictureSent: 'sent' | Seen;
let dependencies: ReplyDependencies;

beforeEach(() => {
  sent.mockReset();
  messageOf.mockReset();
  pictureSent = 'sent';
  const api = {
    sendMessage: async (...params: unknown[]) => sent('sendMessage', ...params.slice(0, 3)),
    sendPhoto: async (...params: unknown[]) => {
      sent('sendPhoto', ...params.slice(0, 3));
      return { photo: [] };
    },
  };
  dependencies = {
    api,
    botId: 1,
    replies: { kindOf: () => ({ message: messageOf }) },
    pictureSender: {
      send: async (card: unknown, optionsFor: (shows: string) => unknown) => {
        sent('picture', card, optionsFor('both'));
        return pictureSent;
      },
    },
    translatorFor: (language: string | null) => ({ language }),
    log: { warn: () => {} },
  } as unknown as ReplyDependencies;
});

async function give(message: Message | null, topic?: number): Promise<void> {
  messageOf.mockResolvedValue(message);
  const addressed = { personId: 7, languageCode: 'ru', topic, reply: { kind: 'hint' } };
  const { signal } = new AbortController();
  await giveReply(dependencies, addressed, { id: ID, found: 'it' }, signal);
}

test('a reply is made for who asked, of what was found', async () => {
  await give(null);
  const to = { id: ID, personId: 7, translator: { language: 'ru' } };
  expect(messageOf).toHaveBeenCalledExactlyOnceWith({ kind: 'hint' }, to, 'it');
  expect(sent).not.toHaveBeenCalled();
});

describe('a text', () => {
  test('is sent as HTML without a preview of its links', async () => {
    await give({ type: 'text', text: '<b>x</b>', buttons: [] });
    expect(sent.mock.calls).toEqual([['sendMessage', 7, '<b>x</b>', TEXT]]);
  });

  test('has its buttons below it, and goes into the topic in which it was asked for', async () => {
    await give({ type: 'text', text: 'x', buttons: BUTTONS }, 5);
    const options = { ...TEXT, message_thread_id: 5, reply_markup: KEYBOARD };
    expect(sent.mock.calls).toEqual([['sendMessage', 7, 'x', options]]);
  });
});

describe('a picture', () => {
  const picture: Message = {
    type: 'picture',
    cardId: 'c',
    picture: null,
    textFor: (seen, limit) => ({ text: `${seen} in ${limit}`, buttons: BUTTONS }),
  };
  const card = { chat: { id: 7, topic: null }, cardId: 'c', picture: null };
  const caption = {
    ...{ caption: 'both in 1024', ...HTML, show_caption_above_media: true },
    reply_markup: KEYBOARD,
  };

  test('has its text above it', async () => {
    await give(picture);
    expect(sent.mock.calls).toEqual([['picture', card, caption]]);
  });

  test.each([
    'no_photos',
    'photos_away',
  ] as const)('that is not to be had leaves its text: %s', async (seen) => {
    pictureSent = seen;
    await give(picture);
    const options = { ...TEXT, reply_markup: KEYBOARD };
    expect(sent.mock.calls.slice(1)).toEqual([['sendMessage', 7, `${seen} in 4096`, options]]);
  });
});

describe('photos', () => {
  const message = { type: 'photos', cardId: 'c', otherwise: 'later' } as const;

  test('are sent', async () => {
    await give({ ...message, photos: [photo] });
    expect(sent.mock.calls).toEqual([['sendPhoto', 7, 'f', {}]]);
  });

  test('that are not to be had are made up for by a sentence', async () => {
    await give({ ...message, photos: [] });
    expect(sent.mock.calls).toEqual([['sendMessage', 7, 'later', TEXT]]);
  });
});
