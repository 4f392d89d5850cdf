import { GrammyError, type InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Picture } from '../../src/photos/picture-rows.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import {
  createPictureSender,
  type PictureSender,
  type PictureSenderDependencies,
} from '../../src/telegram/picture-sender.ts';

vi.mock('node:timers/promises', () => import('../support/waiting/held-pause.ts'));

const BOT = 9;
const { signal } = new AbortController();
const PICTURE: Picture = { shows: 'both', key: 'both', fileId: null, fileBotId: null };

/** What was sent: `chat:id` or `chat:upload`. */
let sent: string[];
let signals: unknown[];
/** The statements that keep ids, with the ids. */
let kept: string[];
let unreadable: string[];
/** The picture as the database has it by now. */
let inDatabase: Picture;
/** The card's photos as the database has them. */
let photos: object[];
/** What becomes of the calls, in order; then they succeed. */
let fates: (Error | Promise<void>)[];
let keepFails: boolean;
let sender: PictureSender;

beforeEach(() => {
  vi.useFakeTimers();
  [sent, signals, kept, unreadable, fates, keepFails] = [[], [], [], [], [], false];
  inDatabase = PICTURE;
  photos = ['original', 'packaged'].map((slot) => ({
    slot,
    key: slot,
    fileId: null,
    fileBotId: null,
  }));
  sender = createPictureSender({
    api: {
      async sendPhoto(chat: number, media: string | InputFile, _how: unknown, given: unknown) {
        signals.push(given);
        sent.push(`${chat}:${typeof media === 'string' ? media : 'upload'}`);
        const fate = fates.shift();
        if (fate instanceof Error) throw fate;
        await fate;
        return { photo: [{ file_id: 'small' }, { file_id: `id from ${chat}` }] };
      },
    },
    botId: BOT,
    database: {
      async run({ name }: { name: string }, values: unknown[]) {
        if (name === 'picture_of') return [inDatabase];
        if (name === 'photos_of') return photos;
        if (keepFails) throw new Error('Connection terminated unexpectedly');
        kept.push(`${name} ${values.at(-2)}`);
        return [];
      },
    },
    pictures: {
      make: async () => PICTURE,
      async bytesOf(_cardId: string, { key }: { key: string }, given: unknown) {
        signals.push(given);
        if (unreadable.includes(key)) throw new StorageError('store_unavailable', 'away');
        return Buffer.from(key);
      },
    },
    log: { warn: () => {} },
  } as unknown as PictureSenderDependencies);
});
afterEach(() => {
  vi.useRealTimers();
});

const seen: string[] = [];
beforeEach(() => {
  seen.length = 0;
});

function send(chat: number, picture: Picture | null = PICTURE) {
  const optionsFor = (shows: string) => {
    seen.push(shows);
    return {};
  };
  return sender.send(
    { chat: { id: chat, topic: null }, cardId: 'card', picture },
    optionsFor,
    signal,
  );
}
const settle = () => vi.advanceTimersByTimeAsync(0);
const refusal = (error_code: number, description: string) =>
  new GrammyError('no', { ok: false, error_code, description }, 'sendPhoto', {});
const BAD_ID = refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');

describe('while the picture is uploaded for one chat', () => {
  test('others wait for its id, and nobody uploads it twice', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise];
    const sends = [send(1), send(2), send(3)];
    await settle();
    expect(sent).toEqual(['1:upload']);
    slow.resolve();
    expect(await Promise.all(sends)).toEqual(['sent', 'sent', 'sent']);
    expect(sent).toEqual(['1:upload', '2:id from 1', '3:id from 1']);
    expect(kept).toEqual(['remember_picture_file_id id from 1']);
  });

  test('and that fails, one of the others uploads it, and the rest wait for that', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise];
    const failed = expect(send(1)).rejects.toThrow('Forbidden');
    const sends = [send(2), send(3)];
    await settle();
    slow.reject(refusal(403, 'Forbidden: bot was blocked by the user'));
    await failed;
    expect(await Promise.all(sends)).toEqual(['sent', 'sent']);
    expect(sent).toEqual(['1:upload', '2:upload', '3:id from 2']);
  });

  test('and that hangs, the others wait two seconds and upload it themselves', async () => {
    fates = [new Promise(() => {})];
    void send(1);
    await settle();
    const other = send(2);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(sent).toEqual(['1:upload']);
    await vi.advanceTimersByTimeAsync(1);
    expect(await other).toBe('sent');
    expect(sent).toEqual(['1:upload', '2:upload']);
  });

  test('two of which hang, a third waits two seconds in all', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise, new Promise(() => {})];
    const failed = expect(send(1)).rejects.toThrow('Forbidden');
    await settle();
    await vi.advanceTimersByTimeAsync(500);
    void send(2);
    const third = send(3);
    await vi.advanceTimersByTimeAsync(1_000);
    slow.reject(refusal(403, 'Forbidden: bot was blocked by the user'));
    await failed;
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toEqual(['1:upload', '2:upload']);
    await vi.advanceTimersByTimeAsync(1);
    expect(await third).toBe('sent');
    expect(sent).toEqual(['1:upload', '2:upload', '3:upload']);
  });

  test('no timer is left behind when that is over', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise];
    const sends = [send(1), send(2)];
    await settle();
    slow.resolve();
    await Promise.all(sends);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a later one is not kept waiting by an upload that is over', async () => {
  await send(1);
  await send(2);
  expect(sent).toEqual(['1:upload', '2:upload']);
});

describe('by its id', () => {
  test('it goes when this bot knows one, and none is kept', async () => {
    await send(1, { ...PICTURE, fileId: 'known', fileBotId: BOT });
    expect([sent, kept]).toEqual([['1:known'], []]);
  });

  test('it goes when somebody has uploaded it since it was read', async () => {
    inDatabase = { ...PICTURE, fileId: 'new', fileBotId: BOT };
    await send(1);
    expect(sent).toEqual(['1:new']);
  });

  test('it does not go by that of another bot', async () => {
    inDatabase = { ...PICTURE, fileId: 'new', fileBotId: 1 };
    await send(1, { ...PICTURE, fileId: 'known', fileBotId: 1 });
    expect(sent).toEqual(['1:upload']);
  });

  test('that Telegram does not take it is uploaded, and the new one kept', async () => {
    fates = [BAD_ID];
    await send(1, { ...PICTURE, fileId: 'known', fileBotId: BOT });
    expect(sent).toEqual(['1:known', '1:upload']);
    expect(kept).toEqual(['remember_picture_file_id id from 1']);
  });
});

describe('where the picture cannot be had', () => {
  test('the photo of the packaged card takes its place, and its id is kept', async () => {
    unreadable = ['both'];
    expect(await send(1, null)).toBe('sent');
    expect(seen).toEqual(['packaged']);
    expect(kept).toEqual(['remember_file_id id from 1']);
  });

  test('the original takes its place where that cannot be had either', async () => {
    unreadable = ['both', 'packaged'];
    expect(await send(1)).toBe('sent');
    expect(seen).toEqual(['original']);
  });

  test('and no photo can, they are away', async () => {
    unreadable = ['both', 'packaged', 'original'];
    expect(await send(1)).toBe('photos_away');
    expect(sent).toEqual([]);
  });
});

test('it comes once where its new id cannot be kept', async () => {
  keepFails = true;
  expect(await send(1)).toBe('sent');
  expect(sent).toEqual(['1:upload']);
});

test('what is to come again is thrown, and nothing else is tried', async () => {
  fates = [refusal(429, 'Too Many Requests: retry after 8')];
  await expect(send(1)).rejects.toThrow('retry after 8');
  expect(sent).toEqual(['1:upload']);
});

test('every call is told the signal that ends it', async () => {
  await send(1);
  expect(signals).toEqual([signal, signal]);
});
