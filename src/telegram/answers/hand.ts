import type { UpdateId } from '../../updates/take-update.ts';

/**
 * So many answers are in hand at most. As many as calls may be under way, so that the pace and not the
 * hand is what limits; at 30 messages a second, work for nine seconds.
 */
const MOST = 256;

/** So many of one person: the next is sent as soon as the one before is, and who writes more waits in the table. */
const MOST_OF_ONE = 3;

/** A place for one answer. It is filled or freed. */
export interface Place {
  /** Does the work when that of the same person which was in hand before is over; then the place is free. `work` never throws. */
  fill(id: UpdateId, work: () => Promise<void>): void;
  /** Gives back a place that was not needed. */
  free(): void;
}

/** The answers that this process is giving or is about to give. Those of one person are given in order. */
export interface Hand {
  /** Keeps a place for an answer to this person; null when there is none. */
  reserve(personId: number): Place | null;
  /** How many places are left. */
  room(): number;
  /** How many places are kept or filled. */
  size(): number;
  has(id: UpdateId): boolean;
  /** The updates that are in hand for at least so many milliseconds. */
  heldFor(milliseconds: number): UpdateId[];
  /** Resolves when all work that is in hand now is over. */
  over(): Promise<void>;
}

/** @param onFree told after each place that became free */
export function createHand(onFree: () => void): Hand {
  const lanes = new Map<number, { places: number; last: Promise<void> }>();
  const held = new Map<string, { readonly id: UpdateId; readonly since: number }>();
  let size = 0;

  function reserve(personId: number): Place | null {
    const lane = lanes.get(personId) ?? { places: 0, last: Promise.resolve() };
    if (size >= MOST || lane.places >= MOST_OF_ONE) return null;
    lanes.set(personId, lane);
    lane.places += 1;
    size += 1;
    const free = () => {
      size -= 1;
      lane.places -= 1;
      if (lane.places === 0) lanes.delete(personId);
      onFree();
    };
    return {
      free,
      fill(id, work) {
        const name = nameOf(id);
        held.set(name, { id, since: performance.now() });
        lane.last = lane.last.then(work).finally(() => {
          held.delete(name);
          free();
        });
      },
    };
  }
  return {
    reserve,
    room: () => MOST - size,
    size: () => size,
    has: (id) => held.has(nameOf(id)),
    heldFor(milliseconds) {
      const before = performance.now() - milliseconds;
      return [...held.values()].filter(({ since }) => since <= before).map(({ id }) => id);
    },
    async over() {
      await Promise.all([...lanes.values()].map(({ last }) => last));
    },
  };
}

function nameOf({ botId, updateId }: UpdateId): string {
  return `${botId}:${updateId}`;
}
