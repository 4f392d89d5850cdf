import { GrammyError, InputFile } from 'grammy';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Showable } from '../../src/photos/showables.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import type { PhotoSenderDependencies } from '../../src/telegram/photo-sender.ts';
import { createPictureSender, type PictureSender } from '../../src/telegram/picture-sender.ts';

const UPLOADED = expect.any(InputFile);
const post = vi.fn<(media: unknown, options: unknown) => unknown>();
const warn = vi.fn();

/** Which ids were noted, by key. */
let noted: string[];
let sender: PictureSender;

beforeEach(() => {
  noted = [];
  warn.mockReset();
  post.mockReset().mockReturnValue({ photo: [{ file_id: 'small' }, { file_id: 'new' }] });
  const dependencies = {
    api: { sendPhoto: async (_chat: number, ...sent: [unknown, unknown]) => post(...sent) },
    botId: 1,
    log: { warn },
  };
  sender = createPictureSender(dependencies as unknown as PhotoSenderDependencies);
});

/** A picture that this bot has uploaded before, unless it is said otherwise. */
function picture(key: string, more: Partial<Showable> = {}): Showable {
  return {
    ...{ shows: 'both', key, fileId: `id of ${key}`, fileBotId: 1, about: { cardId: 'c' } },
    knownNow: async () => null,
    remember: async ({ fileId, botId }) => void noted.push(`${key} is ${fileId} of ${botId}`),
    bytes: async () => Buffer.from(key),
    ...more,
  };
}

const fresh = (key: string, more: Partial<Showable> = {}) =>
  picture(key, { fileId: null, ...more });
const lost = { bytes: () => Promise.reject(new StorageError('photo_missing', 'lost')) };

function send(...pictures: Showable[]) {
  async function* each(): AsyncGenerator<Showable> {
    yield* pictures;
  }
  const options = (shows: string) => ({ caption: shows });
  return sender.send({ id: 7, topic: 5 }, each(), options, new AbortController().signal);
}

function failure(code: number, description: string): GrammyError {
  const answer = { ok: false as const, error_code: code, description };
  return new GrammyError('failed', answer, 'sendPhoto', {});
}

function failOnce(description: string, code = 400): void {
  post.mockImplementationOnce(() => {
    throw failure(code, description);
  });
}

const media = () => post.mock.calls.map(([one]) => one);

describe('a picture', () => {
  test('goes by its id, with the options for what it shows', async () => {
    expect(await send(picture('a'), picture('b'))).toBe('sent');
    expect(post.mock.calls).toEqual([['id of a', { message_thread_id: 5, caption: 'both' }]]);
    expect(noted).toEqual([]);
  });

  test('goes by the id that it was given meanwhile', async () => {
    const knownNow = async () => ({ fileId: 'later', fileBotId: 1 });
    expect(await send(fresh('a', { knownNow }))).toBe('sent');
    expect(media()).toEqual(['later']);
  });

  test.each([
    ['is known to none', fresh('a')],
    ['is known to another bot', picture('a', { fileBotId: 2 })],
  ])('that %s is uploaded, and its id noted', async (_what, one) => {
    expect(await send(one)).toBe('sent');
    expect(media()).toEqual([UPLOADED]);
    expect(noted).toEqual(['a is new of 1']);
  });

  test('whose id Telegram does not take is uploaded', async () => {
    failOnce('Bad Request: wrong file identifier');
    expect(await send(picture('a'))).toBe('sent');
    expect(media()).toEqual(['id of a', UPLOADED]);
  });

  test('that was sent is not sent again where its id cannot be noted', async () => {
    expect(await send(fresh('a', { remember: () => Promise.reject(new Error('away')) }))).toBe(
      'sent',
    );
    expect(post).toHaveBeenCalledOnce();
    expect(warn.mock.lastCall?.[0]).toMatchObject({ cardId: 'c' });
  });

  test('that cannot be had leaves its place to the next one', async () => {
    expect(await send(fresh('a', lost), picture('b', { shows: 'packaged' }))).toBe('sent');
    expect(post.mock.calls).toEqual([
      ['id of b', expect.objectContaining({ caption: 'packaged' })],
    ]);
    failOnce('Bad Request: no');
    expect(await send(fresh('a'), picture('b'))).toBe('sent');
    expect(media().slice(1)).toEqual([UPLOADED, 'id of b']);
  });

  test('that there is none of is not the same as one that is out of reach', async () => {
    expect(await send()).toBe('no_photos');
    expect(await send(fresh('a', lost), fresh('b', lost))).toBe('photos_away');
  });

  test('fails with what trying again may help', async () => {
    failOnce('Internal Server Error', 500);
    await expect(send(picture('a'), picture('b'))).rejects.toThrow('Internal Server Error');
    const broken = fresh('a', { bytes: () => Promise.reject(new TypeError('broken')) });
    await expect(send(broken)).rejects.toThrow('broken');
  });
});

describe('a picture that several need at once', () => {
  test('is uploaded once, and the others go by its id', async () => {
    const uploaded = Promise.withResolvers<unknown>();
    post.mockReturnValueOnce(uploaded.promise);
    const first = send(fresh('a'));
    await vi.waitFor(() => expect(post).toHaveBeenCalledOnce());
    const all = [first, send(fresh('a')), send(fresh('a'))];
    uploaded.resolve({ photo: [{ file_id: 'it' }] });
    expect(await Promise.all(all)).toEqual(['sent', 'sent', 'sent']);
    expect(media()).toEqual([UPLOADED, 'it', 'it']);
  });
});
