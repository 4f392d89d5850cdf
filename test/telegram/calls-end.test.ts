import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFileSource } from '../../src/telegram/file-source.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { OPEN_GATE } from '../support/waiting/open-gate.ts';

/**
 * Deadlines are timers of this process, and its clock is the test's: a call that is not ended by what the
 * test does would never end.
 */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Telegram on a server of its own; `answer` does what it likes with each request. */
async function telegramThat(answer: (path: string, response: ServerResponse) => void) {
  const asked = new EventEmitter();
  const server = createServer((request, response) => {
    request.resume();
    const path = request.url ?? '';
    answer(path, response);
    asked.emit(path.split('/').at(-1) ?? '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { token: '7:x', root, observe: () => {} };
  return {
    options,
    /** Resolves when this is asked for; to be called before it can be. */
    until: (path: string) => once(asked, path),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a call that the caller ends, ends then and not at its deadline', async () => {
  const telegram = await telegramThat(() => {});
  const api = createTelegramApi(telegram.options, OPEN_GATE);
  const stopping = new AbortController();
  const asked = telegram.until('getUpdates');
  const polling = api.getUpdates({ timeout: 30 }, stopping.signal as never);
  const ended = expect(polling).rejects.toThrow();
  await asked;
  stopping.abort();
  await ended;
  telegram.close();
});

test('a call that was ended before it began is not made', async () => {
  const telegram = await telegramThat(() => {});
  const api = createTelegramApi(telegram.options, OPEN_GATE);
  await expect(api.getMe(AbortSignal.abort() as never)).rejects.toThrow();
  telegram.close();
});

test.each([
  ['getMe', 10_000],
  ['getUpdates', 45_000],
] as const)('%s without an answer ends at its deadline', async (method, milliseconds) => {
  const telegram = await telegramThat(() => {});
  const asked = telegram.until(method);
  const call = createTelegramApi(telegram.options, OPEN_GATE)[method]();
  let isOver = false;
  const ended = expect(
    call.finally(() => {
      isOver = true;
    }),
  ).rejects.toThrow();
  await asked;
  await vi.advanceTimersByTimeAsync(milliseconds - 1);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await ended;
  telegram.close();
});

test('a file that drips ends at the deadline of a download, and can be tried again', async () => {
  const file = { file_id: 'x', file_unique_id: 'x', file_path: 'photos/file' };
  const telegram = await telegramThat((path, response) => {
    if (path.endsWith('/getFile')) response.end(JSON.stringify({ ok: true, result: file }));
    else response.writeHead(200).write('a byte');
  });
  const source = createFileSource(createTelegramApi(telegram.options, OPEN_GATE), telegram.options);
  const { signal } = new AbortController();
  const asked = telegram.until('file');
  let isOver = false;
  const download = source.download('x', signal).finally(() => {
    isOver = true;
  });
  const ended = expect(download).rejects.toMatchObject({
    code: 'telegram_unavailable',
    retryable: true,
  });
  await asked;
  await vi.advanceTimersByTimeAsync(29_999);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await ended;
  telegram.close();
});

test('calls that hang hold 300 connections at most; the others are made when one of them is over', async () => {
  const hanging: ServerResponse[] = [];
  const answer = (response: ServerResponse) => response.end('{"ok":true,"result":true}');
  let isHanging = true;
  const telegram = await telegramThat((_path, response) => {
    if (isHanging) hanging.push(response);
    else answer(response);
  });
  const api = createTelegramApi(telegram.options, OPEN_GATE);
  const calls = Array.from({ length: 400 }, () => api.answerCallbackQuery('1'));
  await vi.waitFor(() => expect(hanging).toHaveLength(300), { timeout: 25_000 });
  isHanging = false;
  for (const response of hanging) answer(response);
  expect(await Promise.all(calls)).toHaveLength(400);
  expect(hanging).toHaveLength(300);
  telegram.close();
});
