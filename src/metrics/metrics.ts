import { Registry } from 'prom-client';
import { declareMetrics } from './declared.ts';

/** What is counted and measured, for Prometheus. Each metric is told of in `docs/operations.md`. */
export interface Metrics extends Readonly<ReturnType<typeof declareMetrics>> {
  /** Where all of them are. */
  readonly registry: Registry;
  /** Has `read` set gauges each time somebody asks for the metrics. What it throws leaves them as they are. */
  onScrape(read: () => Promise<void> | void): void;
  /** Writes everything down in Prometheus's text format; with a `read` that hangs no later than after three seconds. */
  text(): Promise<MetricsText>;
}

export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/** Milliseconds that gauges are waited for: Prometheus gives up after 10 s by default. */
const READ_MS = 3_000;

/** Makes the metrics of one process, all at nothing, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const readers: (() => Promise<void> | void)[] = [];
  return {
    ...declareMetrics(registry),
    registry,
    onScrape: (read) => void readers.push(read),
    async text() {
      await settledWithin(
        READ_MS,
        readers.map(async (read) => read()),
      );
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

/** Waits until all have ended, one way or the other, but no longer than so many milliseconds. */
async function settledWithin(ms: number, all: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([Promise.allSettled(all), over]);
  clearTimeout(timer);
}
