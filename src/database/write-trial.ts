import { sqlState } from './database-errors.ts';

/** How long, in milliseconds, a write that succeeded speaks for those to come. */
const GOOD_FOR_MS = 10_000;

/** A disk that is full or broken, and a server that takes no writes (SQLSTATE). */
const UNWRITABLE = /^(53100|53000|58030|25006)$/;

/**
 * One row in a table of its own. To empty it means to take new room on the disk for it, so that a full
 * one is told, which a row that fits into room already taken would not. Both together are one transaction.
 */
export const WRITE_TRIAL = 'truncate write_trial; insert into write_trial default values';

/** Finds out whether the database can be written, rarely while it can. */
export interface WriteTrial {
  /** Hears of a statement that failed: one that could not be written has the next look ask. */
  note(error: unknown): void;
  /** Resolves when it could be written a moment ago; throws what the database throws. */
  assertWritable(): Promise<void>;
}

/**
 * @param write writes to the database ({@link WRITE_TRIAL})
 * @param now milliseconds since any moment
 */
export function createWriteTrial(
  write: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): WriteTrial {
  let goodUntil = Number.NEGATIVE_INFINITY;
  return {
    note(error) {
      if (UNWRITABLE.test(sqlState(error) ?? '')) goodUntil = Number.NEGATIVE_INFINITY;
    },
    async assertWritable() {
      if (now() < goodUntil) return;
      await write();
      goodUntil = now() + GOOD_FOR_MS;
    },
  };
}
