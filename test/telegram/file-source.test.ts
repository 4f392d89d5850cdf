import type { ServerResponse } from 'node:http';
import { GrammyError, HttpError } from 'grammy';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFileSource } from '../../src/telegram/file-source.ts';
import type { TelegramApi } from '../../src/telegram/telegram-api.ts';
import { serveForTest } from '../support/servers/http-server.ts';

vi.mock('node:timers/promises', () => import('../support/waiting/held-pause.ts'));

/** What is asked before a download, and how a download ends; the clock is the test's. */

const KEY = '7:x';

/** The signals with which `getFile` was called. */
let questions: unknown[];
/** What it comes to, in order; then it names a file. */
let fates: Error[];
/** What was observed of downloads. */
let observed: string[];
let requests: number;
let serve: (response: ServerResponse) => void;
let ending: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(globalThis, 'setTimeout');
  vi.spyOn(globalThis, 'clearTimeout');
  [questions, fates, observed, requests] = [[], [], [], 0];
  serve = (response) => response.end('a photo');
  ending = new AbortController();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function download(): Promise<string> {
  const port = await serveForTest((_request, response) => {
    requests += 1;
    serve(response);
  });
  const api = {
    async getFile(_fileId: string, signal: AbortSignal) {
      questions.push(signal);
      const fate = fates.shift();
      if (fate !== undefined) throw fate;
      return { file_path: 'photos/one.jpg' };
    },
  } as unknown as TelegramApi;
  const source = createFileSource(api, {
    token: KEY,
    root: `http://127.0.0.1:${port}`,
    observe: (method, outcome) => observed.push(`${method} ${outcome}`),
  });
  return String(await source.download('id', ending.signal));
}

const refusal = (error_code: number, description: string) =>
  new GrammyError('no', { ok: false, error_code, description }, 'getFile', {});
const UNCLEAR = refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');
const BUSY = refusal(400, 'Bad Request: file is temporarily unavailable');
const UNAVAILABLE = { code: 'telegram_unavailable', retryable: true };

/** How many timers of so many milliseconds run; undici has timers of its own. */
function timers(milliseconds: number): number {
  const { calls, results } = vi.mocked(setTimeout).mock;
  const cleared = new Set(vi.mocked(clearTimeout).mock.calls.map(([timer]) => timer));
  const set = results.filter((_, n) => calls[n]?.[1] === milliseconds);
  return set.filter(({ value }) => !cleared.has(value)).length;
}

const DEADLINE_MS = 30_000;

/** Resolves when Telegram was asked so often, and is about to be asked again. */
async function untilAsked(times: number): Promise<void> {
  const pauses = () => vi.mocked(setTimeout).mock.calls.filter(([, ms]) => ms === 1_000).length;
  while (pauses() < times) await new Promise(setImmediate);
}

test('a file is fetched, within the time that its caller has', async () => {
  expect(await download()).toBe('a photo');
  expect([questions, observed, timers(DEADLINE_MS)]).toEqual([[ending.signal], ['file ok'], 0]);
});

describe('a file that Telegram may have lost, or has no time for', () => {
  test('is asked for again after a second, and fetched', async () => {
    fates = [UNCLEAR, UNCLEAR];
    const downloaded = download();
    await untilAsked(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(questions).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(questions).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await downloaded).toBe('a photo');
    expect(new Set(questions)).toEqual(new Set([ending.signal]));
  });

  test.each([
    ['is gone when that is said three times', UNCLEAR, { code: 'photo_file_gone' }],
    ['is away when that is said three times', BUSY, UNAVAILABLE],
  ])('%s', async (_, error, expected) => {
    fates = [error, error, error];
    const failed = expect(download()).rejects.toMatchObject(expected);
    await untilAsked(1);
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
    expect([questions.length, requests, observed]).toEqual([3, 0, []]);
  });

  test('is asked for no more once its caller is stopped', async () => {
    fates = [UNCLEAR];
    const failed = expect(download()).rejects.toMatchObject(UNAVAILABLE);
    await untilAsked(1);
    ending.abort();
    await failed;
    expect([questions.length, timers(1_000)]).toEqual([1, 0]);
  });
});

test.each([
  ['that Telegram does not have', refusal(400, 'Bad Request: invalid file_id'), 'photo_file_gone'],
  ['that is too big', refusal(400, 'Bad Request: file is too big'), 'image_too_large'],
  ['while Telegram is away', new HttpError('no answer', new Error('cut')), 'telegram_unavailable'],
  ['while Telegram has a fault', refusal(502, 'Bad Gateway'), 'telegram_unavailable'],
])('a file %s is not asked for again', async (_, error, code) => {
  fates = [error];
  await expect(download()).rejects.toMatchObject({ code });
  expect([questions.length, requests]).toEqual([1, 0]);
});

describe('a download', () => {
  test('ends when its caller is stopped, and its connection with it', async () => {
    const closed = Promise.withResolvers<void>();
    serve = (response) => {
      response.on('close', closed.resolve);
      response.writeHead(200).write('a', () => setImmediate(() => ending.abort()));
    };
    await expect(download()).rejects.toMatchObject(UNAVAILABLE);
    await closed.promise;
    expect([observed, timers(DEADLINE_MS)]).toEqual([['file unreachable'], 0]);
  });

  test('is not begun when its caller was stopped meanwhile', async () => {
    ending.abort();
    await expect(download()).rejects.toMatchObject(UNAVAILABLE);
    expect([requests, timers(DEADLINE_MS)]).toEqual([0, 0]);
  });

  test.each([
    [404, 'file refused'],
    [502, 'file failed'],
    [302, 'file ok'],
  ])('that is answered with %i is tried again, and what comes with it is not read', async (status, seen) => {
    const closed = Promise.withResolvers<void>();
    serve = (response) => {
      response.on('close', closed.resolve);
      response.writeHead(status, { location: '/elsewhere' }).write('a page without end');
    };
    await expect(download()).rejects.toMatchObject(UNAVAILABLE);
    await closed.promise;
    expect([requests, observed, timers(DEADLINE_MS)]).toEqual([1, [seen], 0]);
  });

  test('of more than a photo may have is given up, and nothing of it is awaited', async () => {
    const closed = Promise.withResolvers<void>();
    serve = (response) => {
      response.on('close', closed.resolve);
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', pour);
      pour();
    };
    await expect(download()).rejects.toMatchObject({ code: 'image_too_large' });
    await closed.promise;
    expect([observed, timers(DEADLINE_MS)]).toEqual([['file ok'], 0]);
  });

  test('that is cut off is tried again', async () => {
    serve = (response) => {
      response.writeHead(200, { 'content-length': 10 }).write('a', () => response.destroy());
    };
    await expect(download()).rejects.toMatchObject(UNAVAILABLE);
    expect([observed, timers(DEADLINE_MS)]).toEqual([['file unreachable'], 0]);
  });
});
