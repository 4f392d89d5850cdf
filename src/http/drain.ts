import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.ts';

/**
 * Has a load balancer send requests elsewhere before the server stops: `/readyz` says that the
 * process is draining, and each connection is closed with its next answer (`Connection: close`), so
 * that who kept it open opens another one. Requests are still taken and answered as ever. Resolves
 * after `forMs` milliseconds, when whoever looks that often has noticed; never throws.
 */
export async function drain(
  server: FastifyInstance,
  readiness: Pick<Readiness, 'drain'>,
  forMs: number,
): Promise<void> {
  readiness.drain();
  // Node counts a connection's requests only while there is a limit, so each has one more.
  server.server.maxRequestsPerSocket = 1;
  if (forMs > 0) await pause(forMs);
}
