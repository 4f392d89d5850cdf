/** A place where a test holds up what comes by. */
export interface Held {
  /** Resolves when something has come here. */
  readonly reached: Promise<void>;
  /** Lets it go on, and all that comes later. */
  release(): void;
  /** To be awaited by what is held up. */
  hold(): Promise<void>;
}

/** Makes such a place. */
export function createHeld(): Held {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    release: () => released.resolve(),
    hold() {
      reached.resolve();
      return released.promise;
    },
  };
}
