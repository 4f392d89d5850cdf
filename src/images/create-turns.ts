/** Lets at most so many tasks run at a time, in the order of asking. */
export type Turns = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * Makes a queue of turns. A task whose signal aborts while it waits is not begun and rejects with the
 * reason.
 *
 * @param places how many tasks run at a time, at least 1
 */
export function createTurns(places: number): Turns {
  const waiting: (() => void)[] = [];
  let free = places;

  return async (task, signal) => {
    signal?.throwIfAborted();
    if (free > 0) free -= 1;
    else await turn(waiting, signal);
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Resolves when a place was handed over. */
function turn(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(take), 1);
      reject(signal?.reason);
    };
    waiting.push(take);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
