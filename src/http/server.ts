import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** The largest update that is read, in bytes. Telegram's are a few thousand. */
const LARGEST_BODY = 1024 * 1024;

export interface WebhookRoute {
  readonly path: string;
  readonly secret: string;
  /** Resolves when the update was taken; throws when it is to be delivered again. */
  readonly take: (update: unknown) => Promise<void>;
}

export interface ServerDependencies {
  readonly log: Logger;
  /** Null while updates are polled for. */
  readonly webhook: WebhookRoute | null;
}

/**
 * Builds the HTTP server: `GET /healthz`, and, with a webhook, its route. An update is answered with
 * 200 once it was taken, 503 when Telegram is to send it again, 401 without the secret.
 */
export function createServer({ log, webhook }: ServerDependencies): FastifyInstance {
  const server = Fastify({ bodyLimit: LARGEST_BODY, forceCloseConnections: 'idle' });
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'a request met an unexpected error');
    return reply.code(status).send({ ok: false });
  });
  server.get('/healthz', async () => ({ ok: true }));
  if (webhook !== null) addWebhook(server, webhook, log);
  return server;
}

function addWebhook(
  server: FastifyInstance,
  { path, secret, take }: WebhookRoute,
  log: Logger,
): void {
  server.post(path, {
    onRequest: async (request, reply) => {
      if (!isSame(request.headers['x-telegram-bot-api-secret-token'], secret)) {
        return reply.code(401).send({ ok: false });
      }
    },
    handler: async (request, reply) => {
      try {
        await take(request.body);
        return { ok: true };
      } catch (error) {
        log.warn({ code: 'update_not_taken', err: error }, 'an update is to be delivered again');
        return reply.code(503).send({ ok: false });
      }
    },
  });
}

/** Compares hashes, so that neither the content nor the length of the secret shows in the time it takes. */
function isSame(given: string | string[] | undefined, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(hash(given), hash(secret));
}
