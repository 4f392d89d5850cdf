import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PlaygroundOptions } from '../../playground/server.ts';
import { NO_RETRY, nextRetry } from '../../playground/state/webhook-retry.ts';
import { startPlayground } from '../support/playground/playground.ts';

interface Delivery {
  readonly update: { update_id: number; message?: { text?: string }; callback_query?: object };
  readonly headers: IncomingMessage['headers'];
  /** Answers it: with a status, and perhaps a header or a body. */
  answer(status: number, headers?: Record<string, string>, body?: string): void;
}

/** A bot that collects deliveries; the test answers them. */
async function startBot() {
  const deliveries: Delivery[] = [];
  let waiting: ((delivery: Delivery) => void) | undefined;
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const delivery: Delivery = {
      update: JSON.parse(body),
      headers: request.headers,
      answer: (status, headers = {}, text = '') => response.writeHead(status, headers).end(text),
    };
    if (waiting !== undefined) waiting(delivery);
    else deliveries.push(delivery);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    /** The deliveries that wait for an answer and were not asked for yet. */
    deliveries,
    /** The next delivery. */
    next(): Promise<Delivery> {
      const first = deliveries.shift();
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => {
        waiting = (delivery) => {
          waiting = undefined;
          resolve(delivery);
        };
      });
    },
  };
}

async function start(options: Partial<PlaygroundOptions> = {}) {
  const playground = await startPlayground({ webhookRetryBaseMs: 1, ...options });
  onTestFinished(() => playground.close());
  const bot = await startBot();
  const set = (more: Record<string, unknown> = {}) =>
    playground.api('setWebhook', { url: bot.url, ...more });
  return { playground, bot, set };
}

describe('setWebhook', () => {
  test('is told of by getWebhookInfo', async () => {
    const { playground, bot, set } = await start();
    expect(await set({ max_connections: 7, allowed_updates: ['message'] })).toMatchObject({
      result: true,
      description: 'Webhook was set',
    });
    expect((await playground.api('getWebhookInfo')).result).toEqual({
      url: bot.url,
      has_custom_certificate: false,
      pending_update_count: 0,
      max_connections: 7,
      ip_address: '127.0.0.1',
      allowed_updates: ['message'],
    });
    expect((await playground.api('deleteWebhook')).description).toBe('Webhook was deleted');
    expect((await playground.api('deleteWebhook')).description).toBe('Webhook is already deleted');
    expect((await playground.api('getWebhookInfo')).result.url).toBe('');
  });

  test('takes http addresses of this machine only, and a well-formed secret', async () => {
    const { set } = await start();
    const refused = async (more: Record<string, unknown>) => (await set(more)).description;
    expect(await refused({ secret_token: 'a b' })).toBe(
      'Bad Request: secret token contains unallowed characters',
    );
    expect(await refused({ secret_token: 'a'.repeat(257) })).toBe(
      'Bad Request: secret token is too long',
    );
    expect(await refused({ url: 'http://example.com/' })).toContain('Bad Request: bad webhook');
  });

  test('is told to wait when it is called twice within a second', async () => {
    const { set } = await start();
    await set();
    expect(await set()).toMatchObject({ error_code: 429, parameters: { retry_after: 1 } });
  });

  test('drops what is waiting only if it is asked to', async () => {
    const { playground, bot, set } = await start();
    const phone = await playground.customer();
    await phone.send('old');
    await set({ drop_pending_updates: true });
    await phone.send('new');
    expect((await bot.next()).update.message?.text).toBe('new');
  });
});

describe('a delivery', () => {
  test('carries the secret and the update', async () => {
    const { playground, bot, set } = await start();
    const phone = await playground.customer();
    await phone.send('before');
    await set({ secret_token: 'se-cret_1' });
    const { headers, update, answer } = await bot.next();
    expect(headers).toMatchObject({
      'x-telegram-bot-api-secret-token': 'se-cret_1',
      'content-type': 'application/json',
    });
    expect(update).toMatchObject({ message: { text: 'before', chat: { id: phone.id } } });
    answer(200);
    await vi.waitFor(async () => {
      const { result } = await playground.api('getWebhookInfo');
      expect(result.pending_update_count).toBe(0);
    }, 10_000);
  });

  test('waits for the one before it in its chat, but not for other chats or presses', async () => {
    const { playground, bot, set } = await start();
    const phone = await playground.customer();
    const other = await playground.customer();
    await set();
    const { message_id } = await phone.send('one');
    await phone.send('two');
    await phone.pressData(message_id, 'press');
    await other.send('other');
    const first = [await bot.next(), await bot.next(), await bot.next()];
    const shown = first.map(({ update }) => update.message?.text ?? 'press').sort();
    expect(shown).toEqual(['one', 'other', 'press']);
    expect(bot.deliveries).toEqual([]);
    first.find(({ update }) => update.message?.text === 'one')?.answer(200);
    expect((await bot.next()).update.message?.text).toBe('two');
  });

  test('uses no more connections than it may', async () => {
    const { playground, bot, set } = await start();
    await set({ max_connections: 2 });
    for (const text of ['a', 'b', 'c']) await (await playground.customer()).send(text);
    const [first] = [await bot.next(), await bot.next()];
    for (let call = 0; call < 5; call++) await playground.api('getMe');
    expect(bot.deliveries).toEqual([]);
    first.answer(204);
    expect((await bot.next()).update.message?.text).toBe('c');
  });

  test('is repeated until the bot says that it has it', async () => {
    const { playground, bot, set } = await start();
    const phone = await playground.customer();
    await set();
    await phone.send('again');
    for (const status of [500, 404, 302, 503, 201]) {
      const { update, answer } = await bot.next();
      expect(update.message?.text).toBe('again');
      answer(status);
    }
    await phone.send('next');
    expect((await bot.next()).update.message?.text).toBe('next');
    expect((await playground.api('getWebhookInfo')).result).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 503 Service Unavailable',
    });
  });

  test('is repeated at once, then after 2, 4, 8 … seconds up to two minutes', () => {
    const waits: number[] = [];
    let retry = NO_RETRY;
    for (let failures = 0; failures < 9; failures++) {
      retry = nextRetry(retry, 0);
      waits.push(retry.wait);
    }
    expect(waits.slice(0, 6)).toEqual([0, 2, 4, 8, 16, 32]);
    expect(Math.min(...waits.slice(6))).toBeGreaterThanOrEqual(60);
    expect(Math.max(...waits)).toBeLessThanOrEqual(120);
  });

  test('is repeated when the bot says, within an hour', () => {
    const retry = nextRetry(nextRetry(NO_RETRY, 0), 7);
    expect(retry).toMatchObject({ wait: 7, failures: 2 });
    expect(nextRetry(retry, 0).wait).toBe(2);
    expect(nextRetry(retry, 100_000).wait).toBe(3_600);
  });

  test('is repeated when the connection breaks', async () => {
    const { playground, set } = await start();
    const phone = await playground.customer();
    await set({ url: 'http://127.0.0.1:9/' });
    await phone.send('a');
    await vi.waitFor(async () => {
      const { result } = await playground.api('getWebhookInfo');
      expect(result).toMatchObject({
        last_error_message: 'Connection refused',
        pending_update_count: 1,
      });
    }, 10_000);
  });

  test('is given up when the update expires', async () => {
    let now = Date.now();
    const { playground, bot, set } = await start({ clock: { now: () => now } });
    const phone = await playground.customer();
    await set();
    await phone.pressData(1, 'a');
    (await bot.next()).answer(500);
    const again = await bot.next();
    now += 151_000;
    again.answer(500);
    await vi.waitFor(async () => {
      const { result } = await playground.api('getWebhookInfo');
      expect(result.pending_update_count).toBe(0);
    }, 10_000);
  });

  test('may be answered with a method, which is called', async () => {
    const { playground, bot, set } = await start();
    const phone = await playground.customer();
    await set();
    await phone.send('hello');
    const body = { method: 'sendMessage', chat_id: phone.id, text: 'by answer' };
    const json = { 'content-type': 'application/json' };
    (await bot.next()).answer(200, json, JSON.stringify(body));
    await phone.waitFor('by answer');
  });

  test('goes to another webhook that takes the place of its own', async () => {
    const { playground, bot, set } = await start();
    const other = await startBot();
    await set();
    await (await playground.customer()).send('one');
    await bot.next();
    const move = () => set({ url: other.url, max_connections: 1 });
    await expect.poll(move, { timeout: 10_000 }).toMatchObject({ ok: true });
    const again = await other.next();
    expect(again.update.message?.text).toBe('one');
    await (await playground.customer()).send('two');
    for (let call = 0; call < 5; call++) await playground.api('getMe');
    expect([bot.deliveries, other.deliveries]).toEqual([[], []]);
    again.answer(200);
    expect((await other.next()).update.message?.text).toBe('two');
  });

  test('goes to the poller again once the webhook is deleted', async () => {
    const { playground, bot, set } = await start();
    const phone = await playground.customer();
    await set();
    await phone.send('kept');
    await bot.next();
    await playground.api('deleteWebhook');
    expect((await playground.api('getUpdates')).result).toMatchObject([
      { message: { text: 'kept' } },
    ]);
  });
});
