import type { Update } from '@grammyjs/types';
import * as z from 'zod';
import { type ApiError, conflict } from '../bot-api/api-error.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../store/journal.ts';

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

/** The names of the kinds of updates: `message`, `callback_query` and so on. */
export type UpdateType = Exclude<keyof Update, 'update_id'>;

/** All kinds of updates, but those of business accounts. */
export const UPDATE_TYPES = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'message_reaction',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
] as const satisfies UpdateType[];

/** What getUpdates was asked for. */
export interface Poll {
  /** The first update wanted; a negative one counts from the end, 0 means the oldest. */
  readonly offset: number;
  /** 1–100. */
  readonly limit: number;
  /** How long to wait for an update, in seconds, 0–50. */
  readonly timeout: number;
}

/** The bot's queue of updates. Ids rise and never repeat, over restarts too. */
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
  /** Calls back for each new update. */
  onPush(listener: (update: PendingUpdate) => void): void;
}

const pendingSchema = z.object({
  id: z.number(),
  body: z.string(),
  expiresAt: z.number(),
  queue: z.string(),
});

/** Kinds that a bot gets only when it asks for them (core.telegram.org/bots/api#getupdates). */
const NOT_BY_DEFAULT: UpdateType[] = ['chat_member', 'message_reaction', 'message_reaction_count'];

interface Waiter {
  readonly poll: Poll;
  readonly resolve: (updates: string[]) => void;
  readonly reject: (error: ApiError) => void;
}

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
  let waiter: Waiter | undefined;
  let isWaking = false;

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

  function finishPoll(): void {
    isWaking = false;
    const current = waiter;
    const taken = current === undefined ? [] : take(current.poll);
    if (taken.length > 0) current?.resolve(taken);
  }

  function wait(poll: Poll, signal: AbortSignal): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(() => resolve([])), poll.timeout * 1000);
      const onAbort = () => end(() => resolve([]));
      function end(settle: () => void): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        if (waiter === mine) waiter = undefined;
        settle();
      }
      const mine: Waiter = {
        poll,
        resolve: (updates) => end(() => resolve(updates)),
        reject: (error) => end(() => reject(error)),
      };
      signal.addEventListener('abort', onAbort);
      waiter = mine;
    });
  }

  function isWanted(type: UpdateType | undefined): boolean {
    if (type === undefined) return true;
    return allowed?.includes(type) ?? !NOT_BY_DEFAULT.includes(type);
  }

  return {
    push(content, { type, lifetimeMs, queue }) {
      if (!isWanted(type)) return undefined;
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
      if (waiter !== undefined && !isWaking) {
        isWaking = true;
        setImmediate(finishPoll);
      }
      return update.id;
    },
    async poll(poll, signal) {
      const taken = take(poll);
      if (taken.length > 0 || poll.timeout === 0) return taken;
      waiter?.reject(conflict(OTHER_POLLER));
      return await wait(poll, signal);
    },
    endPoll: (reason) => waiter?.reject(conflict(reason)),
    release: () => waiter?.resolve([]),
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
    onPush: (listener) => listeners.push(listener),
  };
}

/** Ids begin at a number that no counter of a bot begins at by chance. */
const FIRST_ID = 480_000_000;

const OTHER_POLLER =
  'terminated by other getUpdates request; make sure that only one bot instance is running';
