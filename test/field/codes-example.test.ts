import { afterAll, beforeAll, expect } from 'vitest';
import { EXAMPLE_CODE, formatCode } from '../../src/codes/verification-code.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { readMetrics } from '../support/data/metrics.ts';
import { fieldCase } from '../support/reports/field-case.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot();
});
afterAll(() => bot.close());

const kind = 'the example in our own texts sent back';
const outcome = 'told that it is only the example, and nothing is counted';

/** What a check or a guess would leave. */
async function counted(): Promise<unknown> {
  const metrics = readMetrics(await (await fetch(`${bot.address()}/metrics`)).text());
  return {
    verifications: Object.entries(metrics).filter(([name]) => name.includes('verifications')),
    checks: await rowsOf(bot.database, 'select * from verification'),
    guesses: await rowsOf(bot.database, 'select id from person where cardinality(unknown_at) > 0'),
  };
}

const TYPED: readonly (readonly [input: string, text: string])[] = [
  ['as it stands in the text', formatCode(EXAMPLE_CODE)],
  ['in small letters, with spaces', formatCode(EXAMPLE_CODE).toLowerCase().replaceAll('-', ' ')],
  ['in Arabic digits, among words', 'my code: ٧K٢M-٩QXD-٤TJE'],
  ['as a link', `https://t.me/some_bot?start=${EXAMPLE_CODE}`],
  ['as a scan', `/start ${EXAMPLE_CODE}`],
];

for (const [input, text] of TYPED) {
  fieldCase('people', { kind, input, outcome }, async () => {
    const before = await counted();
    await bot.customer.send(text);
    await bot.customer.waitFor('only the example');
    expect(await counted()).toEqual(before);
  });
}

fieldCase('people', { kind, input: 'by an admin at home', outcome }, async () => {
  await bot.admin.send('/start');
  await bot.admin.waitFor('Register a card');
  await bot.admin.send(formatCode(EXAMPLE_CODE));
  await bot.admin.waitFor('only the example');
});

fieldCase(
  'people',
  { kind, input: "together with a card's own code", outcome: 'the own code is checked' },
  async () => {
    const { code } = await insertCard(bot.database, { name: 'Griffin' });
    await bot.customer.send(`not ${formatCode(EXAMPLE_CODE)} but ${formatCode(code)}`);
    await bot.customer.waitFor('Griffin');
  },
);
