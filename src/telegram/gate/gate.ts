import { createChats } from './chats.ts';
import { createOutage } from './outage.ts';
import { createPace } from './pace.ts';
import { createUnderWay } from './under-way.ts';

/** Who is served first: who pressed something or is in the wizard, then who asked, then who is told without having asked. */
export const URGENCIES = ['press', 'reply', 'push'] as const;

export type Urgency = (typeof URGENCIES)[number];

/** A call that sends or changes messages in a chat. */
export interface Sending {
  readonly chatId: number;
  /** An album counts each of its photos. */
  readonly messages: number;
  readonly urgency: Urgency;
}

/** The one place through which everything goes that this process sends. */
export interface Gate {
  /**
   * Resolves when the call may be made: in its turn, in the pace that Telegram allows, and alone in
   * its chat. A repeat of a call that was refused goes before the others of its urgency, so that it
   * keeps its place. The returned function is called when the call is over, whatever came of it.
   * Rejects with the signal's reason.
   */
  enter(sending: Sending, isRepeat: boolean, signal: AbortSignal | undefined): Promise<() => void>;
  /** Telegram refused a call to this chat and wants so many seconds of rest. */
  limited(chatId: number, seconds: number): void;
  /** A call to this chat met a fault of Telegram's, or no answer. */
  failed(chatId: number): void;
  /** Telegram answered a call, also where it refused it. */
  answered(): void;
  /** For how many seconds more Telegram wants this chat to be left alone; 0: not at all. */
  heldFor(chatId: number): number;
  /** How many calls wait for their turn. */
  waiting(): number;
  /** Messages a second that the gate lets pass now. */
  rate(): number;
}

interface Waiting {
  readonly sending: Sending;
  /** Makes the call; `end` is told when it is over, see `UnderWay`. */
  enter(end: (now: number) => number): void;
}

interface Queue {
  readonly repeats: Set<Waiting>;
  readonly others: Set<Waiting>;
}

/** Wakes a little late rather than early, so that it need not wake twice. */
const TIMER_MS = 1;

/**
 * Calls that are made at the same time at most: as many as may be made in a second, since a round trip
 * takes less. While Telegram hangs, no more are begun, so that it has not more to count at once than it
 * allows when it goes on.
 */
const LEAST_UNDER_WAY = 8;
const MOST_UNDER_WAY = 256;

/** @param perSecond messages a second to all chats together; null: any number */
export function createGate(perSecond: number | null): Gate {
  const mostUnderWay = Math.min(
    MOST_UNDER_WAY,
    Math.max(LEAST_UNDER_WAY, perSecond ?? MOST_UNDER_WAY),
  );
  const now = () => performance.now();
  const pace = createPace(perSecond, now());
  const chats = createChats(perSecond !== null);
  const outage = createOutage();
  const queues: Readonly<Record<Urgency, Queue>> = {
    press: { repeats: new Set(), others: new Set() },
    reply: { repeats: new Set(), others: new Set() },
    push: { repeats: new Set(), others: new Set() },
  };
  const inOrder = URGENCIES.flatMap((urgency) => [queues[urgency].repeats, queues[urgency].others]);
  const underWay = createUnderWay();
  let timer: NodeJS.Timeout | undefined;

  /** The first whose chat is free, by urgency and then by order; or else in how many milliseconds one may be. */
  function first(at: number): { one: Waiting } | { wait: number } {
    let wait = Number.POSITIVE_INFINITY;
    for (const queue of inOrder) {
      for (const one of queue) {
        const { chatId, messages } = one.sending;
        const ofChat = chats.wait(chatId, messages, at);
        if (ofChat === null) continue;
        if (ofChat === 0) {
          const ofAll = Math.max(pace.wait(messages, at), outage.wait(at));
          return ofAll === 0 ? { one } : { wait: ofAll };
        }
        wait = Math.min(wait, ofChat);
      }
    }
    return { wait };
  }

  function serve(): void {
    clearTimeout(timer);
    timer = undefined;
    while (underWay.size() < mostUnderWay) {
      const at = now();
      const found = first(at);
      if ('wait' in found) {
        if (found.wait < Number.POSITIVE_INFINITY) {
          timer = setTimeout(serve, Math.ceil(found.wait) + TIMER_MS);
        }
        return;
      }
      const { one } = found;
      const { chatId, messages } = one.sending;
      pace.take(messages, at);
      chats.begin(chatId, messages, at);
      outage.begin(at);
      one.enter(underWay.begin(messages, at));
    }
  }

  return {
    enter(sending, isRepeat, signal) {
      return new Promise((resolve, reject) => {
        const { repeats, others } = queues[sending.urgency];
        const queue = isRepeat ? repeats : others;
        const give = () => {
          queue.delete(waiting);
          reject(signal?.reason);
        };
        const waiting: Waiting = {
          sending,
          enter(end) {
            queue.delete(waiting);
            signal?.removeEventListener('abort', give);
            resolve(() => {
              const at = now();
              pace.take(end(at), at);
              chats.end(sending.chatId, at);
              serve();
            });
          },
        };
        if (signal?.aborted === true) return reject(signal.reason);
        signal?.addEventListener('abort', give, { once: true });
        queue.add(waiting);
        serve();
      });
    },
    limited(chatId, seconds) {
      const at = now();
      chats.hold(chatId, seconds, at);
      pace.limited(chatId, seconds, at);
    },
    failed: (chatId) => outage.failed(chatId, now()),
    answered: outage.answered,
    heldFor: (chatId) => chats.heldFor(chatId, now()),
    waiting: () => inOrder.reduce((sum, { size }) => sum + size, 0),
    rate: () => pace.rate(now()),
  };
}
