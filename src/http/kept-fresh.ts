/**
 * Makes a look that is shared: who asks while one is under way, or less than `freshMs` milliseconds
 * after it, gets what that one finds, also when it fails.
 *
 * @param now milliseconds since any moment
 */
export function keptFresh<T>(
  look: () => Promise<T>,
  { freshMs, now }: { freshMs: number; now: () => number },
): () => Promise<T> {
  let found: Promise<T> | undefined;
  let staleAt = 0;
  return () => {
    if (found === undefined || now() >= staleAt) {
      staleAt = Number.POSITIVE_INFINITY;
      found = look().finally(() => {
        staleAt = now() + freshMs;
      });
    }
    return found;
  };
}
