import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { listen } from '../../src/http/listen.ts';
import { createReadiness } from '../../src/http/readiness.ts';
import { createServer } from '../../src/http/server.ts';
import type { WebhookRoute } from '../../src/http/webhook-route.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';

const SECRET = 'a-secret-of-more-than-32-characters';
const HEADER = 'x-telegram-bot-api-secret-token';

const logged: string[] = [];
const log = createLogger({
  level: 'trace',
  pretty: false,
  secrets: [SECRET],
  destination: { write: (line: string) => logged.push(line) },
});

const metrics = createMetrics();
const readiness = createReadiness({ log, metrics });

let server: FastifyInstance;
afterEach(() => server.close());

function serve(webhook: Partial<WebhookRoute> | null): FastifyInstance {
  const route = { path: '/hook', secret: SECRET, take: async () => true, ...webhook };
  server = createServer({
    log,
    metrics,
    readiness,
    webhook: webhook === null ? null : route,
  });
  return server;
}

function deliver(body: unknown, headers: Record<string, string> = { [HEADER]: SECRET }) {
  return server.inject({
    method: 'POST',
    url: '/hook',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('the webhook', () => {
  test('answers 200 after the update was taken', async () => {
    const taken: unknown[] = [];
    serve({
      take: async (update) => {
        taken.push(update);
        return true;
      },
    });
    const response = await deliver({ update_id: 1 });
    expect(response.statusCode).toBe(200);
    expect(taken).toEqual([{ update_id: 1 }]);
  });

  test('acknowledges an update after what it led to went out', async () => {
    const events: string[] = [];
    serve({
      take: async () => {
        // As an answer does: it begins now, and its connection is looked at for one turn of the event loop.
        void (async () => {
          for (let step = 0; step < 20; step++) await null;
          setImmediate(() => events.push('answer'));
        })();
        return true;
      },
    });
    await deliver({ update_id: 1 }).then(() => events.push('acknowledged'));
    expect(events).toEqual(['answer', 'acknowledged']);
  });

  test.each([
    ['no secret', {}],
    ['a wrong secret', { [HEADER]: 'wrong' }],
    ['an empty secret', { [HEADER]: '' }],
    ['the beginning of the secret', { [HEADER]: SECRET.slice(0, -1) }],
    ['the secret in other letters', { [HEADER]: SECRET.toUpperCase() }],
  ])('answers 401 to %s and takes nothing', async (_, headers) => {
    let taken = 0;
    serve({ take: async () => Boolean(++taken) });
    expect((await deliver({ update_id: 1 }, headers)).statusCode).toBe(401);
    expect(taken).toBe(0);
  });

  test('answers 401 before it reads a body without the secret', async () => {
    serve({});
    expect((await deliver('x'.repeat(2 * 1024 * 1024), {})).statusCode).toBe(401);
  });

  test('answers 413 to more than a mebibyte', async () => {
    serve({});
    const body = JSON.stringify({ update_id: 1, text: 'x'.repeat(1024 * 1024) });
    expect((await deliver(body)).statusCode).toBe(413);
  });

  test.each([
    '',
    '{',
    'update_id=1',
    '{"update_id":1}}',
    '\u0000',
  ])('answers 400 to %j, which is no JSON', async (body) => {
    serve({});
    expect((await deliver(body)).statusCode).toBe(400);
  });

  test('answers 400 to JSON that is no update', async () => {
    serve({ take: async () => false });
    for (const body of [{}, [], 'null', '7', '"x"', { update_id: 'one' }]) {
      expect((await deliver(body)).statusCode).toBe(400);
    }
  });

  test('answers 415 to what does not call itself JSON', async () => {
    serve({});
    const response = await deliver('a=1', {
      [HEADER]: SECRET,
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(response.statusCode).toBe(415);
  });

  test('drops keys that would change what objects are', async () => {
    let taken = 0;
    serve({ take: async () => Boolean(++taken) });
    const response = await deliver('{"update_id":1,"__proto__":{"x":1}}');
    expect(response.statusCode).toBe(400);
    expect(taken).toBe(0);
  });

  test('answers 503 and asks for a soon repeat when the update was not taken', async () => {
    serve({ take: () => Promise.reject(new Error('the database is away')) });
    const response = await deliver({ update_id: 1 });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.body).not.toContain('database');
  });

  test.each(['GET', 'PUT', 'DELETE'] as const)('does not answer to %s', async (method) => {
    serve({});
    const response = await server.inject({ method, url: '/hook', headers: { [HEADER]: SECRET } });
    expect(response.statusCode).toBe(404);
  });

  test.each(['/hook/', '/hook/x', '/hooks', '/', '/HOOK'])('is not at %s', async (url) => {
    serve({});
    const response = await server.inject({ method: 'POST', url, headers: { [HEADER]: SECRET } });
    expect(response.statusCode).toBe(404);
  });

  test.each([
    '/bot/123:abc',
    '/',
    '/a%20b',
    '/%D0%BF%D1%83%D1%82%D1%8C',
    '/x/hook/',
  ])('may be at %s, and is only there', async (path) => {
    serve({ path });
    const post = (url: string) =>
      server.inject({
        method: 'POST',
        url,
        headers: { [HEADER]: SECRET, 'content-type': 'application/json' },
        body: '{"update_id":1}',
      });
    expect((await post(path)).statusCode).toBe(200);
    expect((await post(`${path}z`)).statusCode).toBe(404);
  });

  test('is not there while updates are polled for', async () => {
    serve(null);
    expect((await deliver({ update_id: 1 })).statusCode).toBe(404);
  });
});

describe('the server', () => {
  test('says that it is alive', async () => {
    serve(null);
    const response = await server.inject({ url: '/healthz' });
    expect([response.statusCode, response.json()]).toEqual([200, { ok: true }]);
  });

  test('says whether it is ready, and what it lacks', async () => {
    const own = createReadiness({ log, metrics });
    own.add('photos', () => Promise.reject(new Error('away')));
    server = createServer({ log, metrics, readiness: own, webhook: null });
    const response = await server.inject({ url: '/readyz' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ ok: false, phase: 'starting', parts: { photos: 'away' } });
  });

  test('is ready with 200', async () => {
    const own = createReadiness({ log, metrics });
    own.begin();
    server = createServer({ log, metrics, readiness: own, webhook: null });
    expect((await server.inject({ url: '/readyz' })).statusCode).toBe(200);
  });

  test('counts its answers, and names no path that a stranger tried', async () => {
    serve({ path: '/secret-path' });
    await server.inject({ method: 'POST', url: '/secret-path' });
    await server.inject({ url: '/wp-admin.php' });
    await server.inject({ url: '/healthz' });
    const { body } = await server.inject({ url: '/metrics' });
    expect(body).toContain('cardseal_http_responses_total{route="webhook",status="401"}');
    expect(body).toContain('cardseal_http_responses_total{route="unknown",status="404"}');
    expect(body).toContain('cardseal_http_responses_total{route="healthz",status="200"}');
    expect(body).not.toMatch(/secret-path|wp-admin/);
  });

  test('gives its metrics to who asks', async () => {
    serve(null);
    const response = await server.inject({ url: '/metrics' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/plain/);
    expect(response.body).toContain('# TYPE cardseal_operations_given_up_total counter');
  });

  test('tells strangers nothing of itself', async () => {
    serve({});
    const response = await server.inject({ url: '/nothing' });
    expect(response.statusCode).toBe(404);
    expect(JSON.stringify(response.headers)).not.toMatch(/fastify|powered/i);
  });

  test('names the setting when its port is taken', async () => {
    const other = createServer({ log, metrics, readiness, webhook: null });
    const port = await listen(other, 0);
    serve(null);
    await expect(listen(server, port)).rejects.toMatchObject({
      code: 'port_taken',
      message: expect.stringContaining('PORT'),
    });
    await other.close();
  });

  test('finishes what is in hand before it closes', async () => {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<boolean>();
    serve({
      take: () => {
        begun.resolve();
        return release.promise;
      },
    });
    const port = await listen(server, 0);
    const delivered = fetch(`http://127.0.0.1:${port}/hook`, {
      method: 'POST',
      headers: { [HEADER]: SECRET, 'content-type': 'application/json' },
      body: '{"update_id":1}',
    });
    await begun.promise;
    const closed = server.close();
    release.resolve(true);
    expect((await delivered).status).toBe(200);
    await closed;
  });

  test('survives what is no HTTP', async () => {
    serve({});
    const port = await listen(server, 0);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end('\u0000\u0001 nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
    expect(answer).toMatch(/400|^$/);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  test('has logged no secret', () => {
    expect(logged.join('\n')).not.toContain(SECRET);
    expect(logged.join('\n')).toContain('update_not_taken');
  });
});
