/** So many chats are tried at once: each may hold a connection of the database for as long as a lock is waited for. */
const AT_ONCE = 4;

/** Milliseconds until a chat is tried again: at first, and at most after it grew with each try that came to nothing. */
export const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What a try came to: all of the chat is done with, some of it, or nothing. */
export type Progress = 'through' | 'further' | 'stuck';

/** When which chat is tried again, as far as this process knows of chats of which updates are kept. */
export interface Timetable {
  has(lane: string): boolean;
  /** Notes that updates of the chat were kept; one that is new here is tried in so many milliseconds. */
  add(lane: string, inMs: number): void;
  /** Has the chat tried as soon as may be. */
  hurry(lane: string): void;
  start(): void;
  /** Begins no further try; resolves when none is under way. */
  stop(): Promise<void>;
}

interface Lane {
  dueAt: number;
  pauseMs: number;
  /** How often something was added: what was added during a try may have been overlooked by it. */
  added: number;
}

/**
 * Tries chats, each by itself, until they are through. Knows time only as milliseconds that rise.
 *
 * @param attempt tries what is kept of a chat, in order; what it throws counts as `stuck`
 */
export function createTimetable(attempt: (lane: string) => Promise<Progress>): Timetable {
  const lanes = new Map<string, Lane>();
  const tried = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  async function tryOne(name: string, lane: Lane): Promise<void> {
    const { added } = lane;
    const progress = await attempt(name).catch((): Progress => 'stuck');
    if (progress === 'through' && lane.added === added) {
      lanes.delete(name);
      return;
    }
    if (progress !== 'stuck') lane.pauseMs = FIRST_PAUSE_MS;
    lane.dueAt = performance.now() + (progress === 'through' ? 0 : lane.pauseMs);
    lane.pauseMs = Math.min(2 * lane.pauseMs, LONGEST_PAUSE_MS);
  }

  function begin(): void {
    clearTimeout(timer);
    if (!isRunning) return;
    let nextAt = Number.POSITIVE_INFINITY;
    for (const [name, lane] of lanes) {
      if (tried.size >= AT_ONCE) return;
      if (tried.has(name)) continue;
      if (lane.dueAt > performance.now()) {
        nextAt = Math.min(nextAt, lane.dueAt);
        continue;
      }
      const trying = tryOne(name, lane).then(() => {
        tried.delete(name);
        begin();
      });
      tried.set(name, trying);
    }
    if (nextAt !== Number.POSITIVE_INFINITY) {
      timer = setTimeout(begin, Math.max(nextAt - performance.now(), 0));
    }
  }

  return {
    has: (lane) => lanes.has(lane),
    add(name, inMs) {
      const lane = lanes.get(name);
      if (lane !== undefined) {
        lane.added += 1;
        return;
      }
      lanes.set(name, { dueAt: performance.now() + inMs, pauseMs: FIRST_PAUSE_MS, added: 0 });
      begin();
    },
    hurry(name) {
      const lane = lanes.get(name);
      if (lane === undefined) return;
      lane.dueAt = performance.now();
      begin();
    },
    start() {
      isRunning = true;
      begin();
    },
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      await Promise.all(tried.values());
    },
  };
}
