import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Deferral } from './deferral/deferral.ts';
import type { Intake } from './intake.ts';
import { poll } from './polling.ts';
import { watchWebhook } from './watch-webhook.ts';
import { usePolling, useWebhook, type WebhookOptions } from './webhook.ts';

export interface TransportDependencies {
  readonly api: Api;
  readonly intake: Intake;
  /** Where polling keeps what it cannot take; Telegram keeps what it cannot deliver to the webhook. */
  readonly deferral: Pick<Deferral, 'has' | 'defer'>;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'webhookPending'>;
  /** Told once when Telegram no longer takes the token. */
  readonly onRevoked: () => void;
  /** Does something with Telegram until that can be reached. */
  readonly untilReachable: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The way on which updates come. */
export interface Transport {
  /** A call was refused as that of a stranger: finds out whether the token was revoked. Polling notices by itself. */
  doubtToken(): void;
  /** Takes nothing more, but for what the webhook is still given; resolves when what was taken is confirmed. */
  stop(): Promise<void>;
}

/**
 * Tells Telegram how the bot wants its updates, whichever way it was before, and begins to take
 * them. What waits at Telegram stays there and comes.
 *
 * @param webhook null: by long polling
 */
export async function openTransport(
  dependencies: TransportDependencies,
  webhook: WebhookOptions | null,
): Promise<Transport> {
  const { api, untilReachable } = dependencies;
  if (webhook !== null) {
    await untilReachable(() => useWebhook(api, webhook));
    const watch = watchWebhook(dependencies, webhook.url);
    return { doubtToken: () => void watch.look(), stop: watch.stop };
  }
  await untilReachable(() => usePolling(api));
  const stopping = new AbortController();
  const polling = poll(dependencies, stopping.signal);
  return {
    doubtToken: () => {},
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}
