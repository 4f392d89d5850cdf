import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { keptFresh } from './kept-fresh.ts';
import type { Readiness } from './readiness.ts';
import { addWebhook, type WebhookRoute } from './webhook-route.ts';

export interface ServerDependencies {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'text' | 'httpResponses'>;
  readonly readiness: Pick<Readiness, 'report'>;
  /** Null while updates are polled for. */
  readonly webhook: WebhookRoute | null;
  /** Milliseconds since any moment; default: since the process began. */
  readonly now?: () => number;
}

/** The largest update that is read, in bytes. Telegram's are a few thousand. */
const LARGEST_BODY = 1024 * 1024;

/**
 * Milliseconds in which the head of a request, and in which all of it, has to be there, and how often
 * that is looked at: who sends a byte now and then holds a connection no longer.
 */
const HEAD_MS = 10_000;
const REQUEST_MS = 20_000;
const LOOK_MS = 2_000;

/** Milliseconds for which the metrics that were written down are given to whoever else asks: writing them costs what ten checks do. */
const METRICS_FRESH_MS = 1_000;

/**
 * Builds the HTTP server:
 * - `GET /healthz`: 200 as long as the process lives
 * - `GET /readyz`: 200 while it can do its work, 503 with what is away otherwise
 * - `GET /metrics`: for Prometheus; written down once a second at most, however many ask
 * - with a webhook, its route. An update is answered with 200 once it was taken, 503 when Telegram is
 *   to send it again, 401 without the secret, 400 when it is no update, 413 when it is too large to
 *   be one, 415 when it does not call itself JSON.
 */
export function createServer({
  log,
  metrics,
  readiness,
  webhook,
  now = () => performance.now(),
}: ServerDependencies): FastifyInstance {
  const server = Fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: LOOK_MS },
    forceCloseConnections: 'idle',
  });
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'a request met an unexpected error');
    return reply.code(status).send({ ok: false });
  });
  server.addHook('onResponse', async (request, reply) => {
    metrics.httpResponses.inc({ route: routeName(request), status: reply.statusCode });
  });
  server.get('/healthz', async () => ({ ok: true }));
  server.get('/readyz', async (_request, reply) => {
    const report = await readiness.report();
    return reply.code(report.ok ? 200 : 503).send(report);
  });
  const writtenMetrics = keptFresh(() => metrics.text(), { freshMs: METRICS_FRESH_MS, now });
  server.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await writtenMetrics();
    return reply.type(contentType).send(body);
  });
  if (webhook !== null) addWebhook(server, webhook, log);
  return server;
}

/** The webhook's path may be a secret of its own, and other paths are whatever strangers try. */
function routeName({ routeOptions: { url, method } }: FastifyRequest): string {
  if (url === undefined) return 'unknown';
  return method === 'POST' ? 'webhook' : url.slice(1);
}
