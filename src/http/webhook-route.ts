import { createHash, timingSafeEqual } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../log.ts';
import { inRequest } from '../request.ts';

/** Where Telegram delivers updates. */
export interface WebhookRoute {
  /** As in a URL: with a slash at its beginning, percent-encoded. */
  readonly path: string;
  readonly secret: string;
  /** Resolves when the update was taken, to false for what is no update; throws when it is to be delivered again. */
  readonly take: (update: unknown) => Promise<boolean>;
}

/**
 * Seconds after which Telegram is to deliver an update again. Without it Telegram waits longer from
 * time to time, up to two minutes, and would keep everyone waiting after a short outage.
 * Source: tdlib/telegram-bot-api, WebhookActor.
 */
const REPEAT_AFTER_SECONDS = 2;

/** Adds the route. The secret is looked at before anything of the body is read. */
export function addWebhook(
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
    handler: (request, reply) =>
      inRequest(null, async () => {
        try {
          const ok = await take(request.body);
          await answerFirst();
          return reply.code(ok ? 200 : 400).send({ ok });
        } catch (error) {
          log.warn({ code: 'update_not_taken', err: error }, 'an update is to be delivered again');
          return reply.code(503).header('retry-after', REPEAT_AFTER_SECONDS).send({ ok: false });
        }
      }),
  });
}

/**
 * Lets go out what the update led to before it is acknowledged: a person waits for that. The HTTP client
 * looks for one turn of the event loop whether a connection still stands before it writes.
 */
async function answerFirst(): Promise<void> {
  await nextTurn();
  await nextTurn();
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
