import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import { isForeignPage, isLoopbackHost } from '../../playground/loopback.ts';
import type { Desk } from './desk.ts';
import { panelRoutes } from './panel-routes.ts';
import { phoneProxy } from './phone-proxy.ts';

/** The page with the phones and the panel, served on the loopback only. */
export interface PanelServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** The page may load nothing but what lies beside it. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

/** Our page first; what it does not have is the playground's. */
const ROOTS = ['../page', '../../playground/page'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/**
 * Starts the server.
 * @param port 0 takes any free one
 * @throws the system's error, for example EADDRINUSE if the port is taken
 */
export async function startPanelServer(desk: Desk, port: number): Promise<PanelServer> {
  const server = fastify({ forceCloseConnections: true });
  server.addHook('onRequest', async ({ host, method, headers }, reply) => {
    if (!isLoopbackHost(host)) {
      return reply.status(421).send('This answers on this machine’s own names only.\n');
    }
    if (!isForeignPage(method, headers)) return;
    const message = 'Only the page itself may do this.';
    return reply.status(403).send({ error: { code: 'foreign_origin', message } });
  });
  await server.register(panelRoutes, { prefix: '/qa', desk });
  await server.register(phoneProxy, { prefix: '/api', desk });
  await server.register(fastifyStatic, {
    root: ROOTS,
    cacheControl: false,
    setHeaders(reply) {
      reply.header('cache-control', 'no-store');
      reply.header('content-security-policy', PAGE_POLICY);
      reply.header('x-content-type-options', 'nosniff');
      reply.header('referrer-policy', 'no-referrer');
    },
  });
  const url = await server.listen({ host: '127.0.0.1', port });
  return { url, close: () => server.close() };
}
