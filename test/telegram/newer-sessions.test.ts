import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { rowsOf } from '../support/data/cards.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

test('an update for a session that a newer version wrote waits for that version, without an apology', async () => {
  const { admin, customer, database, logged } = bot;
  await admin.send('/admin');
  await admin.waitFor('Register a card');
  const [before] = await rowsOf(database, 'select version from admin_session');
  await rowsOf(database, 'update admin_session set version = 9999');
  const taken = async () =>
    (await rowsOf(database, 'select count(*)::int as n from taken_update'))[0]?.n;
  const takenBefore = await taken();
  await admin.send('/cards');
  // Tried a second time: what came of the first is over by then.
  const tries = async () =>
    (await rowsOf(database, 'select tries from deferred_update where claimed_until is null'))[0]
      ?.tries;
  await eventually(tries).toBeGreaterThan(0);
  expect(await taken()).toBe(takenBefore);
  await customer.send('/id');
  await customer.waitFor(String(customer.id));
  const apologies = (await admin.messages()).filter(({ text }) => text?.includes('went wrong'));
  expect(apologies).toEqual([]);
  await rowsOf(database, 'update admin_session set version = ?', [before?.version]);
  await admin.waitFor('Cards');
  expect(logged.filter((line) => line.includes('update_failed'))).toEqual([]);
});
