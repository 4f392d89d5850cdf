import { collectDefaultMetrics } from 'prom-client';
import type { Metrics } from './metrics.ts';

/**
 * Adds what Node knows of its own process: the delay of the event loop (`nodejs_eventloop_lag_…`),
 * processor, memory, garbage collections and open files. Once for a process: it listens to all of it.
 */
export function watchProcess({ registry }: Pick<Metrics, 'registry'>): void {
  collectDefaultMetrics({ register: registry });
}
