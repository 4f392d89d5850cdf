import type { Surroundings, WholeBot } from '../contestants.ts';
import { short } from '../machine/figures.ts';
import type { BotEnd } from '../telegram/bot-api.ts';
import { command, messageFrom } from '../telegram/people.ts';
import type { LimitedTelegram } from './limited-telegram.ts';

/** One bot before its own Telegram. */
export interface Stage {
  readonly bot: BotEnd;
  readonly telegram: LimitedTelegram;
  readonly cardseal: WholeBot;
  /** Of a card that is registered. */
  readonly code: string;
  readonly surroundings: Surroundings;
  /** Messages a second, for the bot and for its Telegram. */
  readonly pace: number;
}

/** What came of one row. */
export interface Part {
  /** In words. */
  readonly found: string;
  /** How often what is possible, and how often that at most. */
  readonly figure: number;
  readonly wanted: number;
}

/** The last one is answered no later than so often what Telegram's limits allow. */
export const LATE = 1.2;

/** Updates by which so many people check one code, each once; `from` is the first of their ids. */
export function checksOf(code: string, people: number, from: number): object[] {
  return Array.from({ length: people }, (_, n) => ({
    update_id: from + n,
    ...messageFrom(from + n, command(`/start ${code}`)),
  }));
}

/** Has so many people check one code at once, each once. Resolves when all are taken. */
export async function scan({ bot, code }: Stage, people: number, from: number): Promise<void> {
  const updates = checksOf(code, people, from);
  // Telegram delivers to one process over eight connections.
  const connections = Array.from({ length: 8 }, async () => {
    for (let update = updates.shift(); update !== undefined; update = updates.shift()) {
      await bot.webhook?.send(update);
    }
  });
  await Promise.all(connections);
}

/** Seconds that Telegram's limits allow for so many messages: a burst at once, then one after the other. */
export function possible(messages: number, perSecond: number): number {
  return (messages - perSecond) / perSecond;
}

/** What became of a crowd whose last one was answered after so many seconds, where `of` were possible. */
export function lastAnswered({ telegram }: Stage, seconds: number, of: number): Part {
  const { counts, arrived } = telegram;
  const twice = [...arrived.values()].filter((times) => times > 1).length;
  return {
    found: `last answered after ${short(seconds)} s of ${short(of)} s, ${counts.refused} of ${counts.sent} calls refused, ${twice} people answered twice`,
    figure: seconds / of,
    wanted: LATE,
  };
}
