/** A set that keeps only its newest values. */
export interface Remembered<T> {
  has(one: T): boolean;
  add(one: T): void;
  forget(one: T): void;
}

/** @param most how many values it keeps; one more, and the one that was added first is forgotten */
export function createRemembered<T>(most: number): Remembered<T> {
  const kept = new Set<T>();
  return {
    has: (one) => kept.has(one),
    forget: (one) => void kept.delete(one),
    add(one) {
      kept.add(one);
      const [oldest] = kept;
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
}
