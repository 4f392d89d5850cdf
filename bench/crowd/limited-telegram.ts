import { createRateLimits } from '../../playground/bot-api/rate-limits.ts';
import type { BotEnd, Call, Refusal } from '../telegram/bot-api.ts';

/** What one bot met at a Telegram with limits. */
export interface LimitedTelegram {
  /** Messages that passed, by chat. */
  readonly arrived: Map<number, number>;
  /** Calls that send, and those of them that were refused with 429. */
  readonly counts: { sent: number; refused: number };
  /** From now on each call is answered so, first; null: as usual. */
  trouble: (() => Promise<Refusal | null>) | null;
  /** Resolves when so many messages have passed since the beginning. */
  until(messages: number): Promise<void>;
}

const SENDS = /^(?:send(?!ChatAction)|edit)/;

/** Puts limits like Telegram's before a bot: so many messages a second in all. */
export function limitTelegram(bot: BotEnd, perSecond: number): LimitedTelegram {
  const limits = createRateLimits({ now: () => performance.now() }, perSecond);
  const waiting = new Set<{ messages: number; resolve: () => void }>();
  const telegram: LimitedTelegram = {
    arrived: new Map(),
    counts: { sent: 0, refused: 0 },
    trouble: null,
    until: (messages) =>
      new Promise((resolve) => {
        waiting.add({ messages, resolve });
        tell();
      }),
  };
  const { arrived, counts } = telegram;
  let passed = 0;

  function tell(): void {
    for (const one of waiting) {
      if (passed < one.messages) continue;
      waiting.delete(one);
      one.resolve();
    }
  }
  bot.before = async ({ method, chatId }: Call) => {
    const trouble = await telegram.trouble?.();
    if (trouble) return trouble;
    if (!SENDS.test(method) || chatId === null) return null;
    counts.sent += 1;
    const retryAfter = limits.count(chatId, 1);
    if (retryAfter === 0) return null;
    counts.refused += 1;
    return { status: 429, retryAfter };
  };
  const listen = bot.onCall;
  bot.onCall = (call) => {
    listen(call);
    if (!SENDS.test(call.method) || call.chatId === null) return;
    arrived.set(call.chatId, (arrived.get(call.chatId) ?? 0) + 1);
    passed += 1;
    tell();
  };
  return telegram;
}
