/** So many messages a second for ever, and at most `burst` at once after a rest. */
export interface Limit {
  readonly rate: number;
  readonly burst: number;
}

/** Counts what was sent against a limit. Times are milliseconds of one clock that never goes back. */
export interface Bucket {
  /** Milliseconds until so many messages may be sent; 0: now. More than a burst needs no more than a burst. */
  wait(messages: number, now: number): number;
  /** Counts messages as sent; they may be more than there was room for. */
  take(messages: number, now: number): void;
  /** Goes on at another rate. */
  setRate(rate: number, now: number): void;
}

const UNLIMITED: Bucket = { wait: () => 0, take: () => {}, setRate: () => {} };

/** Makes a token bucket; it is full at the beginning. Null: nothing is limited. */
export function createBucket(limit: Limit | null, now: number): Bucket {
  if (limit === null) return UNLIMITED;
  const { burst } = limit;
  let { rate } = limit;
  let tokens = burst;
  let filledAt = now;

  const fill = (at: number) => {
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * rate);
    filledAt = Math.max(at, filledAt);
  };
  return {
    wait(messages, at) {
      fill(at);
      const missing = Math.min(messages, burst) - tokens;
      return missing <= 0 ? 0 : (missing / rate) * 1000;
    },
    take(messages, at) {
      fill(at);
      tokens -= messages;
    },
    setRate(next, at) {
      fill(at);
      rate = next;
    },
  };
}
