import { createBucket } from './bucket.ts';
import { createCoincidence } from './coincidence.ts';

/** A wait that is more times as long as another chat's at the same time is meant for the chat alone. */
const MOST_TIMES_LONGER = 2;

/** How much slower the bot becomes each time the whole of it was told to wait, and the least that is left of its pace. */
const SLOWER = 0.8;
const SLOWEST = 0.2;

/** Each time so long passes without being told to wait, the bot becomes so much faster, up to the pace that is set. */
const FASTER_EVERY_MS = 10_000;
const FASTER = 1.1;

/** How much more than its share of a second the bot may send at once: what late timers would lose. */
const BURST_SECONDS = 1 / 20;
const LEAST_BURST = 2;

/** The pace at which one process sends to all chats together; it learns from what Telegram refuses. */
export interface Pace {
  /** Milliseconds until so many messages may be sent; 0: now. */
  wait(messages: number, now: number): number;
  /** Counts messages as sent. */
  take(messages: number, now: number): void;
  /**
   * Telegram refused a message to a chat and wants so many seconds of rest. When several chats hear so
   * at the same time all wait, for at most twice the shorter of the waits, and the pace is lower for a while.
   */
  limited(chatId: number, seconds: number, now: number): void;
  /** Messages a second, as they are allowed now; infinite where no pace is kept. */
  rate(now: number): number;
}

/** @param allowed messages a second that are allowed at most; null: any number */
export function createPace(allowed: number | null, now: number): Pace {
  const perSecond = allowed ?? Number.POSITIVE_INFINITY;
  const burst = Math.max(LEAST_BURST, perSecond * BURST_SECONDS);
  const bucket = createBucket(allowed === null ? null : { rate: allowed, burst }, now);
  let factor = 1;
  let changedAt = now;
  let heldUntil = 0;
  const refused = createCoincidence();

  const change = (next: number, at: number) => {
    factor = next;
    changedAt = at;
    bucket.setRate(perSecond * factor, at);
  };
  const recover = (at: number) => {
    while (factor < 1 && at - changedAt >= FASTER_EVERY_MS) {
      change(Math.min(1, factor * FASTER), changedAt + FASTER_EVERY_MS);
    }
  };
  return {
    wait(messages, at) {
      recover(at);
      return Math.max(heldUntil - at, bucket.wait(messages, at), 0);
    },
    take: (messages, at) => bucket.take(messages, at),
    limited(chatId, seconds, at) {
      const other = refused(chatId, seconds, at);
      if (other === null) return;
      // Calls that were under way together are refused together, and are one reason to slow down.
      if (at >= heldUntil) change(Math.max(SLOWEST, factor * SLOWER), at);
      const [shorter, longer] = seconds < other ? [seconds, other] : [other, seconds];
      const rest = Math.min(longer, shorter * MOST_TIMES_LONGER);
      heldUntil = Math.max(heldUntil, at + rest * 1000);
    },
    rate(at) {
      recover(at);
      return perSecond * factor;
    },
  };
}
