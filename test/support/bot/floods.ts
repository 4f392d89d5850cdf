import { rowsOf } from '../data/cards.ts';
import { readMetrics } from '../data/metrics.ts';
import type { Phone } from '../playground/playground.ts';
import type { TestBot } from './test-bot.ts';

/** So many messages a person may write at once and have answered; a slow machine answers more, since time passes. */
export const ANSWERED_AT_ONCE = 20;

/** What they read who write more, in English. */
export const SLOW_DOWN = 'That was a lot at once';

/** How long to wait for what comes when they have calmed down. */
export const CALMED = { timeout: 120_000 };

/** Tells what comes of people who write more than can be answered. */
export interface FloodWatch {
  /** How many updates wait at Telegram. */
  pending(): Promise<number>;
  /** How many updates since the last restart were neither answered nor refused. */
  silenced(type?: 'message' | 'callback_query'): Promise<number>;
  /** The texts and captions that the bot sent to somebody. */
  answersTo(phone: Phone): Promise<string[]>;
  /** How many of them have this in them. */
  answersWith(phone: Phone, part: string): Promise<number>;
  /** The updates of somebody that are still to be answered. */
  waitingOf(phone: Phone): Promise<Record<string, unknown>[]>;
  /** How often a card was checked, as it counts and as the log has it. */
  checks(code: string): Promise<unknown>;
}

/** Watches a bot. */
export function watchFloods(bot: TestBot): FloodWatch {
  const { playground, database } = bot;
  const answersTo = async (phone: Phone) => {
    const messages = await phone.messages();
    return messages
      .filter(({ from }) => from?.is_bot)
      .map(({ text, caption }) => text ?? caption ?? '');
  };
  return {
    pending: playground.pending,
    async silenced(type = 'message') {
      const metrics = readMetrics(await (await fetch(`${bot.address()}/metrics`)).text());
      return metrics[`cardseal_updates_total{type="${type}",outcome="silenced"}`] ?? 0;
    },
    answersTo,
    answersWith: async (phone, part) =>
      (await answersTo(phone)).filter((each) => each.includes(part)).length,
    waitingOf: (phone) =>
      rowsOf(
        database,
        `select update_id from taken_update where payload ->> 'personId' = ? and finished_at is null`,
        [String(phone.id)],
      ),
    async checks(code) {
      const [row] = await rowsOf(
        database,
        `select checks, (select count(*)::int from verification where card_id = card.id) as logged
         from card where code = ?`,
        [code],
      );
      return row;
    },
  };
}
