import { GrammyError, type InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Showable } from '../../src/photos/showables.ts';
import type { PhotoSenderDependencies } from '../../src/telegram/photo-sender.ts';
import { createPictureSender, type PictureSender } from '../../src/telegram/picture-sender.ts';
import { showable } from '../support/data/showables.ts';

vi.mock('node:timers/promises', () => import('../support/waiting/held-pause.ts'));

/** What was sent: `chat:id` or `chat:upload`. */
let sent: string[];
/** The ids that were noted. */
let noted: string[];
/** What becomes of the calls, in order; then they succeed. */
let fates: Promise<void>[];
let sender: PictureSender;

beforeEach(() => {
  vi.useFakeTimers();
  [sent, noted, fates] = [[], [], []];
  sender = createPictureSender({
    api: {
      async sendPhoto(chat: number, media: string | InputFile) {
        sent.push(`${chat}:${typeof media === 'string' ? media : 'upload'}`);
        await fates.shift();
        return { photo: [{ file_id: 'small' }, { file_id: `id from ${chat}` }] };
      },
    },
    botId: 1,
    log: { warn: () => {} },
  } as unknown as PhotoSenderDependencies);
});
afterEach(() => {
  vi.useRealTimers();
});

/** A picture that Telegram has no id for, as far as the one who sends it has read. */
const PICTURE = showable('both', 'both', ({ fileId }) => noted.push(fileId), {
  fileId: null,
  fileBotId: null,
});

function send(chat: number) {
  async function* pictures(): AsyncGenerator<Showable> {
    yield PICTURE;
  }
  const { signal } = new AbortController();
  return sender.send({ id: chat, topic: null }, pictures(), () => ({}), signal);
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const BLOCKED = new GrammyError(
  'no',
  { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
  'sendPhoto',
  {},
);

describe('while a picture is uploaded for one chat', () => {
  test('others wait for its id, and nobody uploads it twice', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise];
    const sends = [send(1), send(2), send(3)];
    await settle();
    expect(sent).toEqual(['1:upload']);
    slow.resolve();
    expect(await Promise.all(sends)).toEqual(['sent', 'sent', 'sent']);
    expect(sent).toEqual(['1:upload', '2:id from 1', '3:id from 1']);
    expect(noted).toEqual(['id from 1']);
  });

  test('and that fails, one of the others uploads it, and the rest wait for that', async () => {
    const slow = Promise.withResolvers<void>();
    fates = [slow.promise];
    const failed = expect(send(1)).rejects.toThrow('Forbidden');
    const sends = [send(2), send(3)];
    await settle();
    slow.reject(BLOCKED);
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
    slow.reject(BLOCKED);
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
