import { type Config, hostOf } from '../config.ts';
import { drain } from '../http/drain.ts';
import { listen } from '../http/listen.ts';
import type { Readiness } from '../http/readiness.ts';
import { createServer } from '../http/server.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Intake } from '../telegram/intake.ts';
import type { StartOptions } from './start-options.ts';

export interface OpenedServer {
  /** On which it listens. */
  readonly port: number;
  /** Says that the process is about to end, and serves on for as long as a load balancer needs to notice. */
  drain(): Promise<void>;
  /** Ends it; a second time it does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the HTTP server. It is opened first, so that a start that waits for something can be seen to
 * live, and closed before all that it leads to. Throws an `AppError` for a port that cannot be had.
 */
export async function openServer(
  { take, metrics, readiness }: { take: Intake; metrics: Metrics; readiness: Readiness },
  config: Config,
  { log, closing, drainMs = 0 }: StartOptions,
): Promise<OpenedServer> {
  const { transport } = config;
  const webhook =
    transport.kind === 'webhook'
      ? { path: new URL(transport.url).pathname, secret: transport.secret, take }
      : null;
  const server = createServer({ log, metrics, readiness, webhook });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= server.close();
    return closed;
  };
  closing.add('HTTP server', close);
  return {
    port: await listen(server, config.port, hostOf(config)),
    drain: () => drain(server, readiness, webhook === null ? 0 : drainMs),
    close,
  };
}
