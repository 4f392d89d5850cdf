import { GrammyError } from 'grammy';
import { beforeEach, expect, test, vi } from 'vitest';
import { textMessage } from '../../src/screens/message.ts';
import type { ScreenRequest } from '../../src/session/ports.ts';
import { type DeliveryDependencies, sendDeliveries } from '../../src/telegram/deliveries.ts';

const sendMessage = vi.fn<(chat: number, text: string) => Promise<unknown>>();
const log = { error: vi.fn() };

/** What was sent and noted, in order. */
let told: string[];

beforeEach(() => {
  told = [];
  log.error.mockReset();
  sendMessage.mockReset().mockImplementation(async (_chat, text) => told.push(`sent ${text}`));
});

/** Sends two deliveries: one of two parts, and one that is gone by now. */
function deliver(delivered: string[] = []): Promise<boolean> {
  const part = (key: string, text: string | null) => ({
    key,
    message: async () => (text === null ? null : textMessage(text)),
  });
  const dependencies = {
    api: { sendMessage },
    partsOf: ({ key }: { key: string }) =>
      key === 'a' ? [part('a', '1'), part('a:file', '2')] : [part(key, null)],
    log,
  };
  const request = {
    adminId: 7,
    topic: null,
    snapshot: { context: { deliveries: [{ key: 'a' }, { key: 'b' }] } },
    delivered,
    noteDelivered: async (key: string) => told.push(`noted ${key}`),
  };
  return sendDeliveries(
    dependencies as unknown as DeliveryDependencies,
    request as unknown as ScreenRequest,
    {} as never,
    new AbortController().signal,
  );
}

function failure(code: number, description: string): GrammyError {
  const answer = { ok: false as const, error_code: code, description };
  return new GrammyError('failed', answer, 'sendMessage', {});
}

test('each part is sent and noted before the next, and what is gone is only noted', async () => {
  expect(await deliver()).toBe(true);
  expect(told).toEqual(['sent 1', 'noted a', 'sent 2', 'noted a:file', 'noted b']);
});

test('what was sent is not sent again', async () => {
  expect(await deliver(['a', 'b'])).toBe(true);
  expect(told).toEqual(['sent 2', 'noted a:file']);
  expect(await deliver(['a', 'a:file', 'b'])).toBe(false);
});

test('what Telegram refuses is told to the operator, and holds up nothing behind it', async () => {
  sendMessage.mockRejectedValueOnce(failure(400, 'Bad Request: no'));
  expect(await deliver()).toBe(true);
  expect(told).toEqual(['noted a', 'sent 2', 'noted a:file', 'noted b']);
  expect(log.error).toHaveBeenCalledOnce();
});

test('what Telegram has no time for is not noted', async () => {
  sendMessage.mockRejectedValueOnce(failure(500, 'Internal Server Error'));
  await expect(deliver()).rejects.toThrow('Internal Server Error');
  expect(told).toEqual([]);
});
