import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { callSignal } from './call-signal.ts';
import { isWrongToken } from './outcome.ts';
import { isTokenRevoked } from './token.ts';

export interface WatchDependencies {
  readonly api: Api;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'webhookPending'>;
  /** Told once when Telegram no longer takes the token; nothing will come any more. */
  readonly onRevoked: () => void;
}

/** Looks after the webhook from Telegram's side. */
export interface WebhookWatch {
  /** Looks now, unless that is being done. Never rejects. */
  look(): Promise<void>;
  /** Looks no more; resolves when a look that is under way is over. */
  stop(): Promise<void>;
}

const EVERY_MS = 30_000;

/**
 * Asks Telegram now and then how the webhook fares. A process that only waits for updates would not
 * notice that its token was revoked, that another program took the webhook away, or that nothing
 * gets through to it: all three look like silence.
 *
 * @param url what was set, as `URL.href` writes it
 */
export function watchWebhook(
  { api, log, metrics, onRevoked }: WatchDependencies,
  url: string,
): WebhookWatch {
  const stopping = new AbortController();
  let looking: Promise<void> | undefined;
  /** By Telegram's clock; null: not asked yet. */
  let toldUntil: number | null = null;
  let wasTaken = false;

  const ask = async () => {
    const info = await api.getWebhookInfo(callSignal(stopping.signal));
    metrics.webhookPending.set(info.pending_update_count);
    const isTaken = URL.parse(info.url ?? '')?.href !== url;
    if (isTaken && !wasTaken) {
      log.error({ code: 'webhook_taken' }, 'another program takes the updates of this bot');
    }
    wasTaken = isTaken;
    const { last_error_date: date = 0, last_error_message: reason } = info;
    const pending = info.pending_update_count;
    // What failed before the first look is news only where something still waits for it.
    const isNews = toldUntil === null ? date > 0 && pending > 0 : date > toldUntil;
    toldUntil = Math.max(toldUntil ?? 0, date);
    if (!isNews) return;
    log.warn({ code: 'webhook_failing', reason, pending }, 'Telegram could not deliver an update');
  };
  const watch: WebhookWatch = {
    look() {
      looking ??= ask()
        .catch(async (error: unknown) => {
          if (stopping.signal.aborted) return;
          log.debug({ err: error }, 'Telegram could not be asked for its webhook');
          const isDoubted = isWrongToken(error);
          if (!isDoubted || !(await isTokenRevoked(api, stopping.signal))) return;
          clearInterval(timer);
          stopping.abort();
          onRevoked();
        })
        .catch(() => {})
        .finally(() => {
          looking = undefined;
        });
      return looking;
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await looking;
    },
  };
  const timer = setInterval(() => void watch.look(), EVERY_MS);
  return watch;
}
