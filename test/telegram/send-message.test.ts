import { InputFile } from 'grammy';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Showable } from '../../src/photos/showables.ts';
import type { Message, Seen } from '../../src/screens/message.ts';
import { type MessageDependencies, sendMessage } from '../../src/telegram/send-message.ts';

const CHAT = { id: 7, topic: null };
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
const photo: Showable = {
  ...{ shows: 'original', key: 'k', fileId: 'f', fileBotId: 1, about: { cardId: 'c' } },
  knownNow: async () => null,
  remember: async () => {},
  bytes: async () => Buffer.from('jpeg'),
};
/** What there is to show; the sender of pictures is a fake that asks for none. */
async function* nothing(): AsyncGenerator<Showable> {}
const pictures = nothing();

const sent = vi.fn<(method: string, ...params: unknown[]) => void>();

let pictureSent: 'sent' | Seen;
let dependencies: MessageDependencies;

beforeEach(() => {
  sent.mockReset();
  pictureSent = 'sent';
  const api = {
    sendMessage: async (...params: unknown[]) => sent('sendMessage', ...params.slice(0, 3)),
    sendPhoto: async (...params: unknown[]) => {
      sent('sendPhoto', ...params.slice(0, 3));
      return { photo: [] };
    },
    sendDocument: async (...params: unknown[]) => sent('sendDocument', ...params.slice(0, 3)),
  };
  dependencies = {
    api,
    botId: 1,
    pictureSender: {
      send: async (chat: unknown, from: unknown, optionsFor: (shows: string) => unknown) => {
        sent('picture', chat, from, optionsFor('both'));
        return pictureSent;
      },
    },
    log: { warn: () => {} },
  } as unknown as MessageDependencies;
});

function give(message: Message, topic: number | null = null): Promise<void> {
  return sendMessage(dependencies, { id: 7, topic }, message, new AbortController().signal);
}

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
    pictures,
    textFor: (seen, limit) => ({ text: `${seen} in ${limit}`, buttons: BUTTONS }),
  };
  const caption = {
    ...{ caption: 'both in 1024', ...HTML, show_caption_above_media: true },
    reply_markup: KEYBOARD,
  };

  test('has its text above it', async () => {
    await give(picture);
    expect(sent.mock.calls).toEqual([['picture', CHAT, pictures, caption]]);
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

describe('a picture without a text', () => {
  const bare: Message = { type: 'picture', pictures, textFor: () => null };

  test.each(['sent', 'no_photos'] as const)('is sent as it is, or not at all: %s', async (seen) => {
    pictureSent = seen;
    await give(bare);
    expect(sent.mock.calls).toEqual([['picture', CHAT, pictures, {}]]);
  });
});

describe('a file', () => {
  const bytes = Buffer.from('png');
  const file = { type: 'file', name: 'qr.png', bytes, caption: '<b>x</b>' } as const;
  const options = { caption: '<b>x</b>', ...HTML, message_thread_id: 5 };

  test.each([
    ['photo', 'sendPhoto', options],
    ['document', 'sendDocument', { ...options, disable_content_type_detection: true }],
  ] as const)('is sent as a %s', async (sentAs, method, expected) => {
    await give({ ...file, sentAs }, 5);
    expect(sent.mock.calls).toEqual([[method, 7, expect.any(InputFile), expected]]);
    expect(sent.mock.calls[0]?.[2]).toHaveProperty('filename', 'qr.png');
  });
});

describe('photos', () => {
  const message = { type: 'photos', otherwise: 'later' } as const;

  test('are sent', async () => {
    await give({ ...message, photos: [photo] });
    expect(sent.mock.calls).toEqual([['sendPhoto', 7, 'f', {}]]);
  });

  test('that are not to be had are made up for by a sentence', async () => {
    await give({ ...message, photos: [] });
    expect(sent.mock.calls).toEqual([['sendMessage', 7, 'later', TEXT]]);
  });
});
