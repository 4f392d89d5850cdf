import { GrammyError, InputFile } from 'grammy';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Showable } from '../../src/photos/showables.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import type { PhotoSenderDependencies } from '../../src/telegram/photo-sender.ts';
import { createPictureSender, type PictureSender } from '../../src/telegram/picture-sender.ts';
import { showable } from '../support/data/showables.ts';

const UPLOADED = expect.any(InputFile);
const { signal } = new AbortController();
const post = vi.fn<(media: unknown, options: unknown) => unknown>();
const warn = vi.fn();
const OF_ANOTHER = { fileId: 'later', fileBotId: 2 };

/** Which ids were noted, by key. */
let noted: string[];
/** With which signals Telegram was called. */
let signals: unknown[];
let sender: PictureSender;

beforeEach(() => {
  [noted, signals] = [[], []];
  warn.mockReset();
  post.mockReset().mockReturnValue({ photo: [{ file_id: 'small' }, { file_id: 'new' }] });
  const dependencies = {
    api: {
      async sendPhoto(_chat: number, media: unknown, options: unknown, given: unknown) {
        signals.push(given);
        return post(media, options);
      },
    },
    botId: 1,
    log: { warn },
  };
  sender = createPictureSender(dependencies as unknown as PhotoSenderDependencies);
});

/** A picture that this bot has uploaded before, unless it is said otherwise. */
function picture(key: string, more: Partial<Showable> = {}): Showable {
  const note = ({ fileId, botId }: { fileId: string; botId: number }) =>
    noted.push(`${key} is ${fileId} of ${botId}`);
  return showable(key, 'both', note, more);
}

const fresh = (key: string, more: Partial<Showable> = {}) =>
  picture(key, { fileId: null, ...more });
const lost = { bytes: () => Promise.reject(new StorageError('photo_missing', 'lost')) };

function send(...pictures: Showable[]) {
  async function* each(): AsyncGenerator<Showable> {
    yield* pictures;
  }
  const options = (shows: string) => ({ caption: shows });
  return sender.send({ id: 7, topic: 5 }, each(), options, signal);
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
    ['became known to another bot', fresh('a', { knownNow: async () => OF_ANOTHER })],
  ])('that %s is uploaded, and its id noted', async (_what, one) => {
    expect(await send(one)).toBe('sent');
    expect(media()).toEqual([UPLOADED]);
    expect(noted).toEqual(['a is new of 1']);
  });

  test('whose id Telegram does not take is uploaded, and the new one noted', async () => {
    failOnce('Bad Request: wrong file identifier');
    expect(await send(picture('a'))).toBe('sent');
    expect(media()).toEqual(['id of a', UPLOADED]);
    expect(noted).toEqual(['a is new of 1']);
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

  test('that takes the place of others is uploaded too, and its own id noted', async () => {
    expect(await send(fresh('a', lost), fresh('b', lost), fresh('c'))).toBe('sent');
    expect([media(), noted]).toEqual([[UPLOADED], ['c is new of 1']]);
  });

  test('that there is none of is not the same as one that is out of reach', async () => {
    expect(await send()).toBe('no_photos');
    expect(await send(fresh('a', lost), fresh('b', lost))).toBe('photos_away');
    expect(post).not.toHaveBeenCalled();
  });

  test.each([
    [500, 'Internal Server Error'],
    [429, 'Too Many Requests: retry after 8'],
    [403, 'Forbidden: bot was blocked by the user'],
  ])('fails, and nothing else is tried, when Telegram answers with %i', async (code, why) => {
    failOnce(why, code);
    await expect(send(picture('a'), picture('b'))).rejects.toThrow(why);
    expect(post).toHaveBeenCalledOnce();
  });

  test('fails with what is no fault of its own', async () => {
    const broken = fresh('a', { bytes: () => Promise.reject(new TypeError('broken')) });
    await expect(send(broken)).rejects.toThrow('broken');
  });

  test('is read and sent with the signal that ends it', async () => {
    const bytes = vi.fn(async () => Buffer.from('a'));
    await send(fresh('a', { bytes }));
    expect(bytes).toHaveBeenCalledExactlyOnceWith(signal);
    expect(signals).toEqual([signal]);
  });
});
