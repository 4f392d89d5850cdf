import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { freePort } from '../support/servers/free-port.ts';
import { createHeld } from '../support/waiting/held.ts';

const SECRET = 'a-webhook-secret-of-more-than-32-characters';
const PATIENCE = { timeout: 20_000, interval: 20 };

const held = createHeld();
let bot: TestBot;
let beside: { stop(): Promise<void> };
let urls: string[];
let updateId = 1_000_000;

async function webhookSettings() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/telegram`;
  return { PORT: String(port), WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET };
}

beforeAll(async () => {
  const [first, second] = [await webhookSettings(), await webhookSettings()];
  urls = [first.WEBHOOK_URL, second.WEBHOOK_URL];
  const faults = async (point: string) => {
    if (point === 'before-show') await held.hold();
  };
  bot = await startTestBot({ env: first, faults });
  beside = await bot.startBeside(second);
  await bot.customer.send('/start');
  await bot.customer.waitFor('Hello');
  const waiting = 'select 1 from taken_update where finished_at is null';
  await vi.waitFor(async () => expect(await rowsOf(bot.database, waiting)).toEqual([]), PATIENCE);
});
afterAll(async () => {
  held.release();
  await beside.stop();
  await bot.close();
});

/** Delivers the customer's next message to one of the two processes, and waits until it was taken. */
async function deliver(process: number, text: string): Promise<void> {
  const { id } = bot.customer;
  updateId += 1;
  const from = { id, is_bot: false, first_name: 'Carla', language_code: 'en' };
  const chat = { id, type: 'private', first_name: 'Carla' };
  const answer = await fetch(urls[process] ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify({
      update_id: updateId,
      message: { message_id: 1, date: 1, chat, from, text },
    }),
  });
  expect(answer.status).toBe(200);
}

/** Resolves when the second of the updates that wait was left to whichever process is next. */
async function untilLetGo(): Promise<void> {
  const left = 'select 1 from taken_update where finished_at is null and due_at is null';
  await vi.waitFor(async () => expect(await rowsOf(bot.database, left)).toHaveLength(1), PATIENCE);
}

test('two checks of one person are answered in order, also when two processes take them', async () => {
  const [griffin, dragon] = [
    await insertCard(bot.database, { name: 'Griffin' }),
    await insertCard(bot.database, { name: 'Dragon' }),
  ];
  await deliver(0, `/start ${griffin.code}`);
  await held.reached;
  await deliver(1, `/start ${dragon.code}`);
  await untilLetGo();
  await deliver(0, '/help');
  held.release();
  await bot.customer.waitFor('Dragon');
  await bot.customer.waitFor('How to check a card');
  const texts = (await bot.customer.messages()).map(({ text = '' }) => text);
  const places = ['Griffin', 'Dragon', 'How to check'].map((part) =>
    texts.findIndex((text) => text.includes(part)),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});
