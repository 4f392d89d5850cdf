import { createRateLimits } from '../../playground/bot-api/rate-limits.ts';
import type { BotEnd, Call, Refusal } from '../telegram/bot-api.ts';

/** What one bot met at a Telegram with limits. */
export interface LimitedTelegram {
  /** Messages that passed, by chat. */
  readonly arrived: Map<number, number>;
  /** Calls that send, those of them that were refused with 429, and how many there were at the same time at most. */
  readonly counts: { sent: number; refused: number; mostAtOnce: number };
  /** From now on each call is answered so, first; null: as usual. */
  trouble: (() => Promise<Refusal | null>) | null;
  /** Resolves when messages to so many people have passed since the beginning. */
  until(people: number): Promise<void>;
}

const SENDS = /^(?:send(?!ChatAction)|edit)/;

/** Puts limits like Telegram's before a bot: so many messages a second in all. */
export function limitTelegram(bot: BotEnd, perSecond: number): LimitedTelegram {
  const limits = createRateLimits({ now: () => performance.now() }, perSecond);
  const waiting = new Set<{ people: number; resolve: () => void }>();
  const telegram: LimitedTelegram = {
    arrived: new Map(),
    counts: { sent: 0, refused: 0, mostAtOnce: 0 },
    trouble: null,
    until: (people) =>
      new Promise((resolve) => {
        waiting.add({ people, resolve });
        tell();
      }),
  };
  const { arrived, counts } = telegram;
  let atOnce = 0;

  function tell(): void {
    for (const one of waiting) {
      if (arrived.size < one.people) continue;
      waiting.delete(one);
      one.resolve();
    }
  }
  bot.before = async ({ method, chatId }: Call) => {
    atOnce += 1;
    counts.mostAtOnce = Math.max(counts.mostAtOnce, atOnce);
    const trouble = await telegram.trouble?.();
    atOnce -= 1;
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
    tell();
  };
  return telegram;
}
