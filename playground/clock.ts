/** Where the playground takes the time from, so that a test can let hours pass at once. */
export interface Clock {
  /** The current time in milliseconds since 1970. */
  now(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** The clock's time in whole Unix seconds, the unit of every date in the Bot API. */
export function unixTime(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
