/** A map that keeps only the values that were used last. */
export interface Recent<K, V> {
  /** The value of a key, made where there is none; from now on it is the one used last. */
  get(key: K, make: () => V): V;
}

/** @param most how many values it keeps; one more, and the one that was not used for longest is forgotten */
export function createRecent<K, V>(most: number): Recent<K, V> {
  const values = new Map<K, V>();
  return {
    get(key, make) {
      const value = values.get(key) ?? make();
      values.delete(key);
      values.set(key, value);
      if (values.size > most) {
        for (const oldest of values.keys()) {
          values.delete(oldest);
          break;
        }
      }
      return value;
    },
  };
}
