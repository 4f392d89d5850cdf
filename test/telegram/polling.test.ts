import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { describeUpdates } from './updates.contract.ts';

describeUpdates('long polling', () => startTestBot({ admins: 2 }));

describe('long polling', () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot();
  });
  afterAll(() => bot.close());

  test('takes an update once that comes again because it was not confirmed', async () => {
    const { customer, playground } = bot;
    const card = await insertCard(bot.database, { name: 'Griffin' });
    await playground.fault({ method: 'getUpdates', kind: 'hang' });
    await playground.fault({ method: 'getUpdates', kind: 'drop_before' });
    await customer.send(card.code);
    await customer.waitFor('registered in the system');
    await bot.restart();
    await eventually(playground.pending).toBe(0);
    await customer.send('/id');
    await customer.waitFor(String(customer.id));
    const verdicts = (await customer.messages()).filter(({ text }) =>
      text?.includes('registered in'),
    );
    expect(verdicts).toHaveLength(1);
    expect(await rowsOf(bot.database, 'select checks from card')).toEqual([{ checks: 1 }]);
  });

  test.each([
    ['500', { kind: 'error', error_code: 500 }],
    ['502', { kind: 'error', error_code: 502 }],
    ['429', { kind: 'error', error_code: 429, retry_after: 1 }],
    ['a cut connection', { kind: 'drop_before' }],
    ['a connection cut after the answer', { kind: 'drop_after' }],
    ['another poller', { kind: 'error', error_code: 409 }],
  ] as const)('goes on by itself after %s', async (_, fault) => {
    const { customer, playground } = bot;
    await playground.fault({ method: 'getUpdates', ...fault });
    await customer.send('/id');
    await customer.waitFor(String(customer.id), { timeout: 20_000 });
    await customer.send('/start');
    await customer.waitFor('Hello', { timeout: 20_000 });
  });

  test('asks for no kinds of updates that it does not use', async () => {
    const polls = await bot.playground.calls('getUpdates');
    expect(polls.at(-1)?.params).toMatchObject({
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
      timeout: 30,
    });
  });
});
