/** So often an update is tried that fails for a reason that may pass, while others are taken. */
const TRIES = 5;

/** So long, in milliseconds, while nothing else is taken: nobody is held up, and a database that is away comes back. */
const LONGEST_MS = 10 * 60_000;

/** Far more than can fail side by side; the one that failed first is forgotten before the next is noted. */
const MOST_UPDATES = 1_000;

/** After this the same number is another update: Telegram delivers one for 24 hours. Source: Bot API, getUpdates. */
const KEPT_MS = 25 * 60 * 60_000;

/** How often an update was tried, and whether that was enough. */
export interface Tries {
  readonly tries: number;
  readonly isOver: boolean;
}

/** How long updates that fail for reasons that may pass are tried again. */
export interface Patience {
  /** Notes that an update was taken: what keeps others from it is not the database alone. */
  passed(updateId: number): void;
  /** Notes that an update failed, and says how often it did and whether it was tried enough. */
  failed(updateId: number): Tries;
}

interface Failing {
  readonly since: number;
  tries: number;
  othersPassed: boolean;
}

/**
 * Counts in this process alone: an update that goes from one process to another is tried a few times
 * more, and a restart begins anew.
 *
 * @param now milliseconds that only rise
 */
export function createPatience(now: () => number = () => performance.now()): Patience {
  const failing = new Map<number, Failing>();

  function begin(updateId: number): Failing {
    const [first] = failing.keys();
    if (failing.size >= MOST_UPDATES && first !== undefined) failing.delete(first);
    const begun = { since: now(), tries: 0, othersPassed: false };
    failing.set(updateId, begun);
    return begun;
  }

  return {
    passed(updateId) {
      failing.delete(updateId);
      for (const other of failing.values()) other.othersPassed = true;
    },
    failed(updateId) {
      const known = failing.get(updateId);
      const one = known && now() - known.since < KEPT_MS ? known : begin(updateId);
      one.tries += 1;
      const isTriedEnough = one.othersPassed && one.tries >= TRIES;
      return { tries: one.tries, isOver: isTriedEnough || now() - one.since >= LONGEST_MS };
    },
  };
}
