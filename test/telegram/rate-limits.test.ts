import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';

let bot: TestBot;

beforeAll(async () => {
  bot = await startTestBot({
    playground: { rateLimits: true },
    env: { MESSAGES_PER_SECOND: '30' },
  });
});
afterAll(() => bot.close());

test('the wizard and a verification keep going within limits like those of Telegram', async () => {
  const { admin, customer, playground } = bot;
  const { link } = await toPackagedPhoto(admin);
  await admin.sendPhoto(await jpeg('teal'));
  await admin.waitFor(screen('The card is active'), { timeout: 30_000 });
  await customer.open(link);
  await customer.waitFor('registered in the system', { timeout: 30_000 });
  const calls = await playground.calls();
  expect(calls.filter(({ error_code }) => error_code === 429)).toEqual([]);
  const pictures = calls.filter(({ method, ok }) => method === 'sendPhoto' && ok);
  expect(pictures.map(({ chat_id }) => chat_id)).toEqual([admin.id, customer.id]);
});
