import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { Journal } from '../store/journal.ts';
import { createPoller, type Poll } from './poller.ts';
import { isWanted, UPDATE_TYPES, type UpdateType } from './update-types.ts';

/** An update that the bot has not confirmed yet. */
export interface PendingUpdate {
  readonly id: number;
  /** The update as JSON, as the bot gets it. */
  readonly body: string;
  /** When Telegram gives it up, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** Updates of one queue are delivered to a webhook one after the other. */
  readonly queue: string;
}

/** The bot's queue of updates. Ids rise and never repeat, over restarts too, until they are counted anew. */
export interface Updates {
  /**
   * Adds an update for the bot, unless it is of a kind that the bot does not want.
   * @param type undefined lets it pass whatever the bot wants
   * @returns its id; undefined if the bot does not want it
   */
  push(
    content: Record<string, unknown>,
    options: { type: UpdateType | undefined; lifetimeMs: number; queue: string },
  ): number | undefined;
  /**
   * Answers getUpdates: confirms what lies before the offset and returns what lies behind,
   * oldest first, as JSON texts; waits for the first one if there is none.
   * @param signal aborts the waiting, when the bot has hung up
   * @throws ApiError 409 if another poller takes over
   */
  poll(poll: Poll, signal: AbortSignal): Promise<string[]>;
  /** Ends the waiting poller with a 409. */
  endPoll(reason: string): void;
  /** Ends the waiting poller with nothing, for the end of the process. */
  release(): void;
  /** What is waiting, oldest first. */
  pending(): Iterable<PendingUpdate>;
  count(): number;
  /** Takes one out: a webhook took it, or it expired. */
  remove(id: number): void;
  /** Forgets everything that is waiting. */
  drop(): void;
  /** The kinds that the bot wants; undefined: the default ones. */
  allowed(): readonly UpdateType[] | undefined;
  allow(types: readonly UpdateType[] | undefined): void;
  /**
   * Gives the next update this id, as Telegram draws it anew after a week without updates.
   * @returns false, and changes nothing, while updates are waiting
   */
  countFrom(id: number): boolean;
  /** Calls back for each new update. */
  onPush(listener: (update: PendingUpdate) => void): void;
}

const pendingSchema = z.object({
  id: z.number(),
  body: z.string(),
  expiresAt: z.number(),
  queue: z.string(),
});

/** Reads the updates that were waiting from the journal. */
export function loadUpdates(journal: Journal, clock: Clock): Updates {
  const stored = journal.collection('update', pendingSchema);
  const counters = journal.collection('update-counter', z.number());
  const wants = journal.collection('allowed-updates', z.array(z.enum(UPDATE_TYPES)));
  const waiting = new Map<number, PendingUpdate>(
    stored.entries.map(([, update]) => [update.id, update] as const).sort(([a], [b]) => a - b),
  );
  const listeners: ((update: PendingUpdate) => void)[] = [];
  let lastId = counters.entries[0]?.[1] ?? FIRST_ID;
  let allowed: readonly UpdateType[] | undefined = wants.entries[0]?.[1];

  function remove(id: number): void {
    if (waiting.delete(id)) stored.remove(String(id));
  }

  function take({ offset, limit }: Poll): string[] {
    if (offset < 0) {
      const surplus = waiting.size + offset;
      for (const id of [...waiting.keys()].slice(0, Math.max(0, surplus))) remove(id);
    }
    const now = clock.now();
    const taken: string[] = [];
    for (const { id, body, expiresAt } of waiting.values()) {
      if (id < offset && offset <= lastId + 1) remove(id);
      else if (expiresAt <= now) remove(id);
      else if (taken.push(body) === limit) break;
    }
    return taken;
  }

  const poller = createPoller(take);

  return {
    push(content, { type, lifetimeMs, queue }) {
      if (type !== undefined && !isWanted(type, allowed)) return undefined;
      lastId += 1;
      const update: PendingUpdate = {
        id: lastId,
        body: JSON.stringify({ update_id: lastId, ...content }),
        expiresAt: clock.now() + lifetimeMs,
        queue,
      };
      waiting.set(update.id, update);
      counters.put('update', lastId);
      stored.put(String(update.id), update);
      for (const listener of listeners) listener(update);
      poller.wake();
      return update.id;
    },
    async poll(poll, signal) {
      const taken = take(poll);
      if (taken.length > 0 || poll.timeout === 0) return taken;
      return await poller.wait(poll, signal);
    },
    endPoll: poller.reject,
    release: poller.release,
    pending: () => waiting.values(),
    count: () => waiting.size,
    remove,
    drop() {
      for (const id of [...waiting.keys()]) remove(id);
    },
    allowed: () => allowed,
    allow(types) {
      allowed = types;
      if (types === undefined) wants.remove('bot');
      else
        wants.put(
          'bot',
          UPDATE_TYPES.filter((type) => types.includes(type)),
        );
    },
    countFrom(id) {
      if (waiting.size > 0) return false;
      lastId = id - 1;
      counters.put('update', lastId);
      return true;
    },
    onPush: (listener) => listeners.push(listener),
  };
}

/** Ids begin at a number that no counter of a bot begins at by chance. */
const FIRST_ID = 480_000_000;
