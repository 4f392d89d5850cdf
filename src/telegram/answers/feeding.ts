/** So many are taken from the table at once: a good part of a second at Telegram's pace, and one statement for all. */
export const BATCH = 32;

/**
 * So long after the database was away nothing is taken from the table: another process may have
 * answers in hand that it could not hold meanwhile, and renews its hold first.
 */
const GRACE_MS = 4_000;

export interface FeedingDependencies {
  /** How many more may be in hand. */
  room(): number;
  /** Takes up to so many from the table in hand, and says how many there were. Throws what the database throws. */
  claim(most: number): Promise<number>;
  /** Told of a look that nobody asked for and that failed. */
  onError(error: unknown): void;
}

/** Fills the hand from what waits in the table. */
export interface Feeding {
  /** Takes up what waits, as far as there is room; never two at once. Throws what the database throws. */
  look(): Promise<void>;
  /** An update was left in the table since there was no room. */
  leftOne(): void;
  /** A place became free. */
  onFree(): void;
  /**
   * Whether more waits than is in hand: what is taken now goes behind it, into the table, so that
   * everybody is answered in the order in which they came.
   */
  isBehind(): boolean;
  /** Takes no more up; resolves when a look under way is over. */
  stop(): Promise<void>;
}

export function createFeeding({ room, claim, onError }: FeedingDependencies): Feeding {
  let isBehind = false;
  let isStopped = false;
  let leftMeanwhile = false;
  let underWay: Promise<void> | null = null;
  let restUntil = Number.NEGATIVE_INFINITY;

  async function claimOnce(): Promise<void> {
    const most = Math.min(BATCH, room());
    if (most <= 0 || isStopped || performance.now() < restUntil) return;
    leftMeanwhile = false;
    try {
      isBehind = (await claim(most)) === most || leftMeanwhile;
    } catch (error) {
      restUntil = performance.now() + GRACE_MS;
      throw error;
    }
  }

  function look(): Promise<void> {
    underWay ??= claimOnce().finally(() => {
      underWay = null;
      if (isBehind) onFree();
    });
    return underWay;
  }

  /** At once would be a statement for each place that becomes free. */
  function onFree(): void {
    if (!isBehind || isStopped || underWay !== null || room() < BATCH / 2) return;
    if (performance.now() < restUntil) return;
    look().catch(onError);
  }

  return {
    look,
    onFree,
    leftOne() {
      isBehind = true;
      leftMeanwhile = true;
    },
    isBehind: () => isBehind,
    async stop() {
      isStopped = true;
      await underWay?.catch(() => {});
    },
  };
}
