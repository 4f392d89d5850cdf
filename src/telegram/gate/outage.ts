import { createCoincidence } from './coincidence.ts';

/**
 * During an outage a call is made every so many milliseconds to find out whether it is over. So long
 * everybody waits at most when it is, and so many answers are put off in vain.
 */
const LOOK_EVERY_MS = 500;

/**
 * Whether Telegram answers at all. Calls to several chats that fail at the same time begin an outage;
 * one that is answered ends it. Times are milliseconds of one clock that never goes back.
 */
export interface Outage {
  /** Milliseconds until a call may be made; 0: now. */
  wait(now: number): number;
  /** A call is made. */
  begin(now: number): void;
  /** A call to this chat met a fault of Telegram's, or no answer. */
  failed(chatId: number, now: number): void;
  /** A call was answered, also with a refusal. */
  answered(): void;
}

export function createOutage(): Outage {
  const failed = createCoincidence();
  /** When the next look is; null: there is no outage. */
  let nextLook: number | null = null;
  return {
    wait: (now) => (nextLook === null ? 0 : Math.max(0, nextLook - now)),
    begin(now) {
      if (nextLook !== null) nextLook = now + LOOK_EVERY_MS;
    },
    failed(chatId, now) {
      if (failed(chatId, 0, now) !== null) nextLook ??= now + LOOK_EVERY_MS;
    },
    answered() {
      nextLook = null;
    },
  };
}
