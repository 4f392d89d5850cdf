import type { Clock } from '../clock.ts';

/** Limits how fast the bot sends. */
export interface RateLimits {
  /**
   * Counts a call that sends or edits.
   * @returns 0 if it may pass, else the seconds to wait
   */
  count(chatId: number | undefined, messages: number): number;
}

interface Bucket {
  tokens: number;
  at: number;
  /** The last refusal, and for how many seconds it holds; null: the last call passed. */
  refused: { at: number; seconds: number } | null;
}

interface Limit {
  /** Messages a second that may go on for ever. */
  readonly rate: number;
  /** Messages that may come at once. */
  readonly burst: number;
}

/** About Telegram's (core.telegram.org/bots/faq); its real limits are not published. */
const PER_SECOND = 30;
const CHAT: Limit = { rate: 1, burst: 5 };

/** Calls within so many milliseconds of a refusal were on their way already, and are not taken amiss. */
const ON_THE_WAY_MS = 500;

/** The longest rest that somebody is told to keep who goes on calling. */
const LONGEST_SECONDS = 300;

/** A list of more chats than this is cleared: by then most of them are at rest. */
const MAX_CHATS = 10_000;

/**
 * Makes limits like Telegram's: so many messages a second in all, as many at once, and one a second in a
 * chat, with longer waits for who does not wait.
 */
export function createRateLimits(clock: Clock, perSecond = PER_SECOND): RateLimits {
  const limit: Limit = { rate: perSecond, burst: perSecond };
  const all: Bucket = { tokens: limit.burst, at: clock.now(), refused: null };
  const chats = new Map<number, Bucket>();

  function bucketOf(chatId: number): Bucket {
    let bucket = chats.get(chatId);
    if (bucket === undefined) {
      if (chats.size >= MAX_CHATS) chats.clear();
      bucket = { tokens: CHAT.burst, at: clock.now(), refused: null };
      chats.set(chatId, bucket);
    }
    return bucket;
  }

  return {
    count(chatId, messages) {
      const now = clock.now();
      const own = chatId === undefined ? undefined : bucketOf(chatId);
      const wait = Math.max(
        secondsFor(all, limit, messages, now),
        own === undefined ? 0 : secondsFor(own, CHAT, messages, now),
      );
      if (wait > 0) return wait;
      all.tokens -= messages;
      if (own !== undefined) own.tokens -= messages;
      return 0;
    },
  };
}

/**
 * Fills a bucket up and says how long it needs for so many messages; a burst always fits. A call that
 * comes while it was told to wait doubles that wait.
 */
function secondsFor(bucket: Bucket, limit: Limit, messages: number, now: number): number {
  const { refused } = bucket;
  const grown = bucket.tokens + ((now - bucket.at) / 1000) * limit.rate;
  bucket.tokens = Math.min(limit.burst, grown);
  bucket.at = now;
  if (refused !== null && now < refused.at + refused.seconds * 1000) {
    if (now - refused.at < ON_THE_WAY_MS) return refused.seconds;
    return refuse(bucket, Math.min(refused.seconds * 2, LONGEST_SECONDS), now);
  }
  const missing = Math.min(messages, limit.burst) - bucket.tokens;
  if (missing > 0) return refuse(bucket, Math.ceil(missing / limit.rate), now);
  bucket.refused = null;
  return 0;
}

function refuse(bucket: Bucket, seconds: number, now: number): number {
  bucket.refused = { at: now, seconds };
  return seconds;
}
