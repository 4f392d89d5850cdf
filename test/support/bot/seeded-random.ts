import { randomInt } from 'node:crypto';

/** Chance that can be repeated. */
export interface SeededRandom {
  readonly seed: number;
  /** One of them. Throws when there is none. */
  pick<T>(all: readonly T[]): T;
}

/** Makes one with the seed in `SEED`, or a new one. */
export function createRandom(): SeededRandom {
  const seed = Number(process.env.SEED || randomInt(2 ** 31));
  let state = seed;
  /** Mulberry32, public domain, by Tommy Ettinger: 32 bits of state are enough to choose a victim. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    seed,
    pick<T>(all: readonly T[]): T {
      const one = all[Math.floor(next() * all.length)];
      if (one === undefined) throw new Error('there is nothing to pick from');
      return one;
    },
  };
}
