import { beforeEach, expect, onTestFinished } from 'vitest';
import { confirmPrintedBot } from '../../src/cards/printed-bot.ts';
import type { Database } from '../../src/database/database.ts';
import { startTestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';
import { eventually } from '../support/waiting/eventually.ts';

const KIND = 'the name that the labels lead to';
const BOT = { id: 1, username: 'cards_bot' };
const ENDS = 'the start ends with one line that names both bots';

let database: Database;
beforeEach(async () => {
  database = (await useTestDatabase()).database;
});

function printed(): Promise<unknown[]> {
  return rowsOf(database, 'select bot_id::int as id, username from printed_bot');
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'the bot is renamed, and started again with cards registered',
    outcome: `${ENDS}; BOT_RENAMED_TO lets it pass, once and for all`,
  },
  async () => {
    const bot = await startTestBot();
    onTestFinished(() => bot.close());
    await insertCard(bot.database);
    await bot.restart();
    await bot.playground.rename('another_bot');
    await fetch(`${bot.address()}/readyz`);
    const told = () => bot.logged.filter((line) => line.includes('bot_renamed')).length;
    await eventually(told).toBe(1);
    await expect(bot.restart()).rejects.toMatchObject({
      code: 'bot_renamed',
      message: expect.stringMatching(
        /^The labels .*@cardseal_playground_bot .*@another_bot .*BOT_RENAMED_TO=another_bot.*$/,
      ),
    });
    await expect(bot.restart({ BOT_RENAMED_TO: 'a_third_bot' })).rejects.toThrow('@another_bot');
    await bot.restart({ BOT_RENAMED_TO: '@Another_Bot' });
    await bot.restart({ BOT_RENAMED_TO: '' });
    await bot.customer.send('/start');
    await bot.customer.waitFor('Hello');
  },
);

for (const [input, other] of [
  ['the token of another bot', { id: 2, username: 'other_bot' }],
  ['a bot of the same name that was made anew', { id: 2, username: 'cards_bot' }],
  ['the same bot under another name', { id: 1, username: 'cards_2_bot' }],
] as const) {
  fieldCase(
    'telegram',
    { kind: KIND, input: `a database with cards is started with ${input}`, outcome: ENDS },
    async () => {
      await insertCard(database);
      await confirmPrintedBot(database, BOT, null);
      await expect(confirmPrintedBot(database, other, null)).rejects.toThrow(`(${other.id})`);
      expect(await printed()).toEqual([BOT]);
    },
  );
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'a database from before the name was kept, with cards, is started',
    outcome: 'the name is kept from then on',
  },
  async () => {
    await insertCard(database);
    await confirmPrintedBot(database, BOT, null);
    await confirmPrintedBot(database, BOT, null);
    expect(await printed()).toEqual([BOT]);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'a database without cards is started with one bot and then with another',
    outcome: 'it starts: there is no label yet',
  },
  async () => {
    const other = { id: 2, username: 'other_bot' };
    await confirmPrintedBot(database, BOT, null);
    await confirmPrintedBot(database, other, null);
    expect(await printed()).toEqual([other]);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'the name is written in capitals',
    outcome: 'it starts: for Telegram it is the same name',
  },
  async () => {
    await insertCard(database);
    await confirmPrintedBot(database, BOT, null);
    await confirmPrintedBot(database, { ...BOT, username: 'Cards_Bot' }, null);
    expect(await printed()).toEqual([BOT]);
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'eight processes start at the same moment',
    outcome: 'all of them start, and one name is kept',
  },
  async () => {
    await insertCard(database);
    await Promise.all(Array.from({ length: 8 }, () => confirmPrintedBot(database, BOT, null)));
    expect(await printed()).toEqual([BOT]);
  },
);
