/** Values by key, of those that were used last; the ones that were not used for longest are forgotten. */
export interface Recent<K, V> {
  /** The value of a key, made where there is none; from now on it is the one used last. */
  get(key: K, make: () => V): V;
}

/** @param most how many are remembered at most */
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
