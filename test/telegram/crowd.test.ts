import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Call } from '../../playground/bot-api/calls.ts';
import { insertCard, rowsOf } from '../support/cards.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const PEOPLE = 300;
/** Two batches that are looked up side by side: nobody goes before more people than these. */
const SIDE_BY_SIDE = 64;
const PATIENCE = { timeout: 90_000, interval: 100 };

let bot: TestBot;
let people: Phone[];

beforeAll(async () => {
  bot = await startTestBot({
    playground: { rateLimits: true },
    env: { MESSAGES_PER_SECOND: '30' },
  });
  people = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await bot.playground.customer());
}, 120_000);
afterAll(() => bot.close());

const isRefused = ({ error_code }: Call) => error_code === 429;

describe('three hundred people who scan one code at once', () => {
  test('are answered once each, in the order in which they asked, and nothing is tried in vain', async () => {
    const card = await insertCard(bot.database, { name: 'Griffin' });
    const asked: number[] = [];
    for (const phone of people) {
      asked.push(phone.id);
      await phone.send(card.code);
    }
    await vi.waitFor(async () => {
      const answered = (await bot.playground.calls('sendMessage')).filter(({ ok }) => ok);
      expect(answered).toHaveLength(PEOPLE);
    }, PATIENCE);
    const calls = await bot.playground.calls('sendMessage');
    expect(calls.filter(isRefused).length).toBeLessThanOrEqual(PEOPLE / 50);
    const answered = calls.filter(({ ok }) => ok).map(({ chat_id }) => chat_id);
    expect(new Set(answered)).toEqual(new Set(asked));
    for (const [place, chatId] of answered.entries()) {
      expect(Math.abs(asked.indexOf(chatId ?? 0) - place)).toBeLessThanOrEqual(SIDE_BY_SIDE);
    }
    expect(await rowsOf(bot.database, 'select checks from card')).toEqual([{ checks: PEOPLE }]);
  }, 120_000);
});
