import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';

/** The largest update that is read, in bytes. Telegram's are a few thousand. */
const LARGEST_BODY = 1024 * 1024;

export interface WebhookRoute {
  /** As in a URL: with a slash at its beginning, percent-encoded. */
  readonly path: string;
  readonly secret: string;
  /** Resolves when the update was taken, to false for what is no update; throws when it is to be delivered again. */
  readonly take: (update: unknown) => Promise<boolean>;
}

export interface ServerDependencies {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'text'>;
  /** Null while updates are polled for. */
  readonly webhook: WebhookRoute | null;
}

/**
 * Seconds after which Telegram is to deliver an update again. Without it Telegram waits longer from
 * time to time, up to two minutes, and would keep everyone waiting after a short outage.
 * Source: tdlib/telegram-bot-api, WebhookActor.
 */
const REPEAT_AFTER_SECONDS = 2;

/** Milliseconds in which a request has to be there whole. */
const REQUEST_MS = 30_000;

/**
 * Builds the HTTP server: `GET /healthz`, `GET /metrics`, and, with a webhook, its route. An update is answered with
 * 200 once it was taken, 503 when Telegram is to send it again, 401 without the secret, 400 when it
 * is no update, 413 when it is too large to be one.
 */
export function createServer({ log, metrics, webhook }: ServerDependencies): FastifyInstance {
  const server = Fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: 'idle',
  });
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'a request met an unexpected error');
    return reply.code(status).send({ ok: false });
  });
  server.get('/healthz', async () => ({ ok: true }));
  server.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.text();
    return reply.type(contentType).send(body);
  });
  if (webhook !== null) addWebhook(server, webhook, log);
  return server;
}

function addWebhook(
  server: FastifyInstance,
  { path, secret, take }: WebhookRoute,
  log: Logger,
): void {
  server.post(routeOf(path), {
    onRequest: async (request, reply) => {
      if (!isSame(request.headers['x-telegram-bot-api-secret-token'], secret)) {
        return reply.code(401).send({ ok: false });
      }
    },
    handler: async (request, reply) => {
      try {
        const ok = await take(request.body);
        return reply.code(ok ? 200 : 400).send({ ok });
      } catch (error) {
        log.warn({ code: 'update_not_taken', err: error }, 'an update is to be delivered again');
        return reply.code(503).header('retry-after', REPEAT_AFTER_SECONDS).send({ ok: false });
      }
    },
  });
}

/** The path as it is matched: decoded, and with colons that begin no parameter. */
function routeOf(path: string): string {
  return decodeURI(path).replaceAll(':', '::');
}

/** Compares hashes, so that neither the content nor the length of the secret shows in the time it takes. */
function isSame(given: string | string[] | undefined, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(hash(given), hash(secret));
}
