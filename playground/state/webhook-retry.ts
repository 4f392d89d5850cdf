import { randomInt } from 'node:crypto';

/** How often a delivery has failed, and how long it waited last. */
export interface Retry {
  readonly failures: number;
  /** The last delay of its own, in seconds; 1 at first. */
  readonly delay: number;
  /** How long to wait now, in seconds. */
  readonly wait: number;
}

/** A delivery that has not failed yet. */
export const NO_RETRY: Retry = { failures: 0, delay: 1, wait: 0 };

/** The longest `Retry-After` that is honoured, in seconds. */
const MAX_RETRY_AFTER = 3_600;

/**
 * What follows a failed delivery, as in Telegram's server (WebhookActor): at once after the first
 * failure, then after 2, 4, 8 … seconds up to one or two minutes; or when the bot said.
 * @param retryAfter what the bot said, in seconds; 0 if it did not
 */
export function nextRetry({ failures, delay }: Retry, retryAfter: number): Retry {
  if (retryAfter > 0) {
    return { failures: failures + 1, delay, wait: Math.min(retryAfter, MAX_RETRY_AFTER) };
  }
  if (failures === 0) return { failures: 1, delay, wait: 0 };
  const doubled = Math.min(delay * 2, randomInt(60, 121));
  return { failures: failures + 1, delay: doubled, wait: doubled };
}
