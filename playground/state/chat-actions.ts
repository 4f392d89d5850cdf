import type { Feed } from './feed.ts';

/** What the bot seems to be doing in each chat: "typing" and the like. */
export interface ChatActions {
  /** Shows an action for five seconds. */
  show(chatId: number, action: string): void;
  /** Ends the action: the bot sent something, or cancelled it. */
  end(chatId: number): void;
  /** The action shown in a chat now. */
  current(chatId: number): string | null;
  /** Ends all timers. */
  close(): void;
}

/** How long an action is shown (core.telegram.org/bots/api#sendchataction: "5 seconds or less"). */
const SHOWN_MS = 5_000;

/** Makes the list of actions; each change is told to the feed. */
export function createChatActions(feed: Feed): ChatActions {
  const shown = new Map<number, { action: string; timer: NodeJS.Timeout }>();

  function end(chatId: number): void {
    const current = shown.get(chatId);
    if (current === undefined) return;
    clearTimeout(current.timer);
    shown.delete(chatId);
    feed.publish('action', { phone: chatId, action: null });
  }

  return {
    show(chatId, action) {
      clearTimeout(shown.get(chatId)?.timer);
      shown.set(chatId, { action, timer: setTimeout(() => end(chatId), SHOWN_MS) });
      feed.publish('action', { phone: chatId, action });
    },
    end,
    current: (chatId) => shown.get(chatId)?.action ?? null,
    close() {
      for (const { timer } of shown.values()) clearTimeout(timer);
      shown.clear();
    },
  };
}
