import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Call } from '../../playground/bot-api/calls.ts';
import { insertCard, rowsOf } from '../support/cards.ts';
import type { Phone } from '../support/playground.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';

const PEOPLE = 300;
/** Checks of one card wait for each other in the database, and some overtake others; nobody goes before half the crowd. */
const MOST_OVERTAKEN = PEOPLE / 2;
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

/** The messages that reached somebody since the test began, in order. */
async function sent(before: number): Promise<Call[]> {
  return (await bot.playground.calls('sendMessage')).filter(({ ok, id }) => ok && id > before);
}

async function lastCall(): Promise<number> {
  return Math.max(0, ...(await bot.playground.calls()).map(({ id }) => id));
}

/** Has everybody ask for one card, one after the other, and returns their ids. */
async function everybodyAsks(code: string, someOf = people): Promise<number[]> {
  for (const phone of someOf) await phone.send(code);
  return someOf.map(({ id }) => id);
}

function untilAnswered(ids: readonly number[], before: number): Promise<void> {
  return vi.waitFor(async () => {
    const reached = new Set((await sent(before)).map(({ chat_id }) => chat_id));
    expect(ids.filter((id) => !reached.has(id))).toEqual([]);
  }, PATIENCE);
}

describe('three hundred people who scan one code at once', () => {
  test('are answered once each, in the order in which they asked, and nothing is tried in vain', async () => {
    const before = await lastCall();
    const card = await insertCard(bot.database, { name: 'Griffin' });
    const asked = await everybodyAsks(card.code);
    await untilAnswered(asked, before);
    const calls = await bot.playground.calls('sendMessage');
    expect(calls.filter(isRefused).length).toBeLessThanOrEqual(PEOPLE / 50);
    const answered = (await sent(before)).map(({ chat_id }) => chat_id);
    expect(answered).toHaveLength(PEOPLE);
    for (const [place, chatId] of answered.entries()) {
      expect(Math.abs(asked.indexOf(chatId ?? 0) - place)).toBeLessThanOrEqual(MOST_OVERTAKEN);
    }
    expect(await checksOf(card.code)).toBe(PEOPLE);
  });

  test('do not keep an admin waiting, who goes before all that wait', async () => {
    const before = await lastCall();
    const card = await insertCard(bot.database, { name: 'Dragon' });
    const asked = await everybodyAsks(card.code);
    const sentByThen = (await sent(before)).length;
    await bot.admin.send('/admin');
    await untilAnswered([...asked, bot.admin.id], before);
    const place = (await sent(before)).findIndex(({ chat_id }) => chat_id === bot.admin.id);
    expect(place - sentByThen).toBeLessThan((PEOPLE - sentByThen) / 2);
  });

  test('are answered once each when Telegram is back that had answered nobody', async () => {
    const before = await lastCall();
    const card = await insertCard(bot.database, { name: 'Phoenix' });
    await bot.playground.fault({
      method: 'sendMessage',
      kind: 'error',
      error_code: 502,
      times: 1_000_000,
    });
    const asked = await everybodyAsks(card.code, people.slice(0, 100));
    await vi.waitFor(async () => expect(await checksOf(card.code)).toBe(100), PATIENCE);
    expect(await sent(before)).toEqual([]);
    await bot.playground.clearFaults();
    await untilAnswered(asked, before);
    expect(await sent(before)).toHaveLength(100);
  });
});

async function checksOf(code: string): Promise<unknown> {
  const [row] = await rowsOf(bot.database, 'select checks from card where code = ?', [code]);
  return row?.checks;
}
