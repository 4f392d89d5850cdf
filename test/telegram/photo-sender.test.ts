import { GrammyError, InputFile } from 'grammy';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Showable } from '../../src/photos/showables.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { type PhotoSenderDependencies, sendPhotos } from '../../src/telegram/photo-sender.ts';
import { showable } from '../support/data/showables.ts';

const CHAT = { id: 7, topic: 5 };
const IN_TOPIC = { message_thread_id: 5 };
const UPLOADED = expect.any(InputFile);
const { signal } = new AbortController();
const album = vi.fn<(media: unknown[]) => unknown>();
const single = vi.fn<(media: unknown, options: unknown) => unknown>();
const warn = vi.fn();

/** Which ids were noted, by key. */
let noted: string[];
/** With which signals Telegram was called. */
let signals: unknown[];
let dependencies: PhotoSenderDependencies;

beforeEach(() => {
  [noted, signals] = [[], []];
  for (const mock of [album, single, warn]) mock.mockReset();
  album.mockImplementation((media) =>
    media.map((_, n) => ({ photo: [{ file_id: 'small' }, { file_id: `new${n}` }] })),
  );
  single.mockReturnValue({ photo: [{ file_id: 'small' }, { file_id: 'new' }] });
  dependencies = {
    api: {
      async sendPhoto(_chat: number, media: unknown, options: unknown, given: unknown) {
        signals.push(given);
        return single(media, options);
      },
      async sendMediaGroup(
        ...[, media, , given]: [number, { media: unknown }[], unknown, unknown]
      ) {
        signals.push(given);
        return album(media.map((one) => one.media));
      },
    },
    botId: 1,
    log: { warn },
  } as unknown as PhotoSenderDependencies;
});

function photo(key: string, more: Partial<Showable> = {}): Showable {
  const note = ({ fileId, botId }: { fileId: string; botId: number }) =>
    noted.push(`${key} is ${fileId} of ${botId}`);
  return showable(key, 'original', note, more);
}

const fresh = (key: string, more: Partial<Showable> = {}) => photo(key, { fileId: null, ...more });
const lost = { bytes: () => Promise.reject(new StorageError('photo_missing', 'lost')) };
const send = (...photos: Showable[]) => sendPhotos(dependencies, CHAT, photos, signal);

function refusal(description: string, error_code = 400): GrammyError {
  const answer = { ok: false as const, error_code, description };
  return new GrammyError('failed', answer, 'sendPhoto', {});
}

describe('photos', () => {
  test('go by the ids that Telegram has for them', async () => {
    expect(await send(photo('a'), photo('b'))).toBe(2);
    expect(album.mock.calls).toEqual([[['id of a', 'id of b']]]);
    expect(noted).toEqual([]);
  });

  test('are uploaded where this bot has none, and the new ids are noted', async () => {
    expect(await send(photo('a'), photo('b', { fileBotId: 2 }))).toBe(2);
    expect(album.mock.calls).toEqual([[['id of a', UPLOADED]]]);
    expect(noted).toEqual(['b is new1 of 1']);
    await send(photo('a', { fileBotId: 2 }), photo('b', { fileBotId: 2 }));
    expect(album.mock.calls.slice(1)).toEqual([[[UPLOADED, UPLOADED]]]);
  });

  test('are uploaded all when Telegram does not take an id, and tried no more then', async () => {
    album.mockImplementationOnce(() => {
      throw refusal('Bad Request: wrong file identifier');
    });
    expect(await send(photo('a'), photo('b'))).toBe(2);
    expect(album.mock.calls.at(-1)).toEqual([[UPLOADED, UPLOADED]]);
    expect(noted).toEqual(['a is new0 of 1', 'b is new1 of 1']);
    expect(warn.mock.lastCall?.[0]).toMatchObject({ cardId: 'c' });
    album.mockReset().mockImplementation(() => {
      throw refusal('Bad Request: no');
    });
    expect(await send(fresh('a'), fresh('b'))).toBe(0);
    expect(album).toHaveBeenCalledOnce();
    expect(await send(photo('a'), fresh('b'))).toBe(0);
    expect(album).toHaveBeenCalledTimes(3);
  });

  test('that cannot be read are left out; one alone is no album', async () => {
    expect(await send(fresh('a', lost), fresh('b', { shows: 'packaged' }))).toBe(1);
    expect(single.mock.calls).toEqual([[UPLOADED, IN_TOPIC]]);
    expect(single.mock.calls[0]?.[0]).toHaveProperty('filename', 'packaged.jpg');
    expect(noted).toEqual(['b is new of 1']);
    expect(await send(fresh('a', lost), fresh('b', lost))).toBe(0);
    expect(await send()).toBe(0);
    expect([single.mock.calls.length, album.mock.calls.length]).toEqual([1, 0]);
  });

  test.each([
    ['it has no time', 429, 'Too Many Requests: retry after 8'],
    ['nobody is there', 403, 'Forbidden: bot was blocked by the user'],
  ])('fail at once where Telegram says that %s', async (_, code, description) => {
    album.mockImplementation(() => {
      throw refusal(description, code);
    });
    await expect(send(photo('a'), photo('b'))).rejects.toThrow(description);
    expect(album).toHaveBeenCalledOnce();
  });

  test('fail with what is no fault of theirs', async () => {
    const broken = fresh('a', { bytes: () => Promise.reject(new TypeError('broken')) });
    await expect(send(broken)).rejects.toThrow('broken');
    expect(single).not.toHaveBeenCalled();
  });

  test('are read and sent with the signal that ends it', async () => {
    const bytes = vi.fn(async () => Buffer.from('a'));
    await send(fresh('a', { bytes }));
    await send(fresh('a', { bytes }), fresh('b', { bytes }));
    expect(bytes.mock.calls).toEqual([[signal], [signal], [signal]]);
    expect(signals).toEqual([signal, signal]);
  });
});
