import { GrammyError, type InputFile } from 'grammy';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ShownPhoto } from '../../src/photos/photos.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { type PhotoSenderDependencies, sendPhotos } from '../../src/telegram/photo-sender.ts';

const BOT = 9;
const { signal } = new AbortController();

/** What Telegram was sent: ids as they are, an upload as the name of its file. */
let sent: string[][];
let signals: unknown[];
/** What was kept: the photo and the id that Telegram gave it. */
let kept: string[];
/** Keys that the store cannot give. */
let unreadable: string[];
const refuse = vi.fn<() => void>();
let dependencies: PhotoSenderDependencies;

beforeEach(() => {
  [sent, signals, kept, unreadable] = [[], [], [], []];
  refuse.mockReset();
  const takes = (media: readonly (string | InputFile)[], given: unknown) => {
    sent.push(media.map((one) => (typeof one === 'string' ? one : (one.filename ?? ''))));
    signals.push(given);
    refuse();
    return media.map((one) => ({
      photo: [
        { file_id: 'small' },
        { file_id: `id of ${typeof one === 'string' ? one : one.filename}` },
      ],
    }));
  };
  dependencies = {
    api: {
      sendPhoto: async (_chat: number, photo: string | InputFile, _how: unknown, given: unknown) =>
        takes([photo], given)[0],
      sendMediaGroup: async (
        _chat: number,
        album: { media: string | InputFile }[],
        _how: unknown,
        given: unknown,
      ) =>
        takes(
          album.map(({ media }) => media),
          given,
        ),
    },
    botId: BOT,
    database: {
      run: async ({ name }: { name: string }, [, slot, key, fileId, botId]: unknown[]) => {
        kept.push([name, slot, key, fileId, botId].join(' '));
        return [];
      },
    },
    photos: {
      get: async (key: string, options: { signal: unknown }) => {
        signals.push(options.signal);
        if (unreadable.includes(key)) throw new StorageError('store_unavailable', 'away');
        return Buffer.from(key);
      },
    },
    log: { warn: () => {} },
  } as unknown as PhotoSenderDependencies;
});

const unknown = (slot: ShownPhoto['slot']): ShownPhoto => ({
  slot,
  key: `key of ${slot}`,
  fileId: null,
  fileBotId: null,
});
const known = (slot: ShownPhoto['slot'], fileBotId = BOT): ShownPhoto => ({
  ...unknown(slot),
  fileId: slot,
  fileBotId,
});
const send = (...photos: ShownPhoto[]) =>
  sendPhotos(dependencies, { chat: { id: 1, topic: null }, cardId: 'card', photos }, signal);

function refusal(error_code: number, description: string): GrammyError {
  return new GrammyError('no', { ok: false, error_code, description }, 'sendPhoto', {});
}

describe('two photos', () => {
  test('of which one cannot be read: the other is sent, and keeps an id of its own', async () => {
    unreadable = ['key of original'];
    expect(await send(unknown('original'), unknown('packaged'))).toEqual(['packaged']);
    expect(sent).toEqual([['packaged.jpg']]);
    expect(kept).toEqual(['remember_file_id packaged key of packaged id of packaged.jpg 9']);
  });

  test('that are uploaded each keep their own id, the largest size of it', async () => {
    expect(await send(unknown('original'), unknown('packaged'))).toEqual(['original', 'packaged']);
    expect(kept).toEqual([
      'remember_file_id original key of original id of original.jpg 9',
      'remember_file_id packaged key of packaged id of packaged.jpg 9',
    ]);
  });

  test('of which Telegram has one: the other alone is uploaded and kept', async () => {
    await send(known('original'), unknown('packaged'));
    expect(sent).toEqual([['original', 'packaged.jpg']]);
    expect(kept).toEqual(['remember_file_id packaged key of packaged id of packaged.jpg 9']);
  });

  test('of which Telegram does not take one by its id are both uploaded, and both ids kept', async () => {
    refuse.mockImplementationOnce(() => {
      throw refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');
    });
    await send(known('original'), known('packaged'));
    expect(sent).toEqual([
      ['original', 'packaged'],
      ['original.jpg', 'packaged.jpg'],
    ]);
    expect(kept).toHaveLength(2);
  });

  test('whose ids are those of another bot are uploaded', async () => {
    await send(known('original', 1), known('packaged', 1));
    expect(sent).toEqual([['original.jpg', 'packaged.jpg']]);
  });

  test('of which none can be read: nothing is sent', async () => {
    unreadable = ['key of original', 'key of packaged'];
    expect(await send(unknown('original'), unknown('packaged'))).toEqual([]);
    expect([sent, kept]).toEqual([[], []]);
  });
});

test('what Telegram refuses for good a second time is left out', async () => {
  refuse.mockImplementation(() => {
    throw refusal(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS');
  });
  expect(await send(known('original'), unknown('packaged'))).toEqual([]);
  expect(sent).toHaveLength(2);
});

test.each([
  ['to come again', 429, 'Too Many Requests: retry after 8'],
  ['that nobody is there', 403, 'Forbidden: bot was blocked by the user'],
])('what Telegram says %s is thrown at once', async (_, code, description) => {
  refuse.mockImplementation(() => {
    throw refusal(code, description);
  });
  await expect(send(known('original'), known('packaged'))).rejects.toThrow(description);
  expect(sent).toHaveLength(1);
});

test('a fault that is not of the store is thrown, and nothing is sent', async () => {
  const photos = { get: () => Promise.reject(new TypeError('a fault of ours')) };
  dependencies = { ...dependencies, photos } as unknown as PhotoSenderDependencies;
  await expect(send(unknown('original'))).rejects.toThrow('a fault of ours');
  expect(sent).toEqual([]);
});

test('every call is told the signal that ends it', async () => {
  await send(unknown('original'));
  await send(unknown('original'), unknown('packaged'));
  expect(signals).toHaveLength(5);
  expect(new Set(signals)).toEqual(new Set([signal]));
});
