import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy, throughProxy } from '../../qa/stage/tcp-proxy.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { goHome, screen, toName } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { freePort } from '../support/servers/free-port.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { describeUpdates } from './updates.contract.ts';

const SECRET = 'a-webhook-secret-of-more-than-32-characters';

async function webhookSettings(): Promise<Record<string, string>> {
  const port = await freePort();
  return {
    PORT: String(port),
    WEBHOOK_URL: `http://127.0.0.1:${port}/telegram/hook`,
    WEBHOOK_SECRET: SECRET,
  };
}

describeUpdates('webhook', async () => {
  const env = await webhookSettings();
  return startTestBot({ env, admins: 2 });
});

describe('the webhook', () => {
  let bot: TestBot;
  let proxy: TcpProxy;
  let url: string;

  beforeAll(async () => {
    const settings = await webhookSettings();
    url = settings.WEBHOOK_URL ?? '';
    bot = await startTestBot({ env: settings });
    const port = Number(new URL(bot.databaseUrl).port);
    proxy = await startTcpProxy({ host: '127.0.0.1', port });
    proxy.open();
    await bot.restart({ DATABASE_URL: throughProxy(bot.databaseUrl, proxy) });
  });
  afterAll(async () => {
    await bot.close();
    await proxy.close();
  });

  let updateId = 1_000_000;

  /** Delivers a customer's message as Telegram would. */
  function post(text: string, { secret = SECRET, update_id = updateId++ } = {}): Promise<Response> {
    const from = { id: bot.customer.id, is_bot: false, first_name: 'Carla', language_code: 'en' };
    const chat = { id: bot.customer.id, type: 'private', first_name: 'Carla' };
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': secret,
      },
      body: JSON.stringify({ update_id, message: { message_id: 1, date: 1, chat, from, text } }),
    });
  }

  test('is registered with its secret, for the kinds of updates that the bot uses', async () => {
    const [call] = (await bot.playground.calls('setWebhook')).slice(-1);
    expect(call?.params).toMatchObject({
      url,
      secret_token: SECRET,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    expect(call?.params.drop_pending_updates).toBeUndefined();
  });

  test('takes nothing without the secret', async () => {
    const card = await insertCard(bot.database);
    expect((await post(card.code, { secret: 'wrong' })).status).toBe(401);
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 0 },
    ]);
  });

  test('takes an update that comes fifty times at once just once', async () => {
    await bot.customer.send('/start');
    await bot.customer.waitFor('Hello');
    const card = await insertCard(bot.database);
    const update_id = updateId++;
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => post(card.code, { update_id })),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 1 },
    ]);
    await bot.customer.send('/id');
    await bot.customer.waitFor(String(bot.customer.id));
    const verdicts = (await bot.customer.messages()).filter(({ text }) =>
      text?.includes('registered in the system'),
    );
    expect(verdicts).toHaveLength(1);
  });

  test('takes updates in any order, with gaps, and after the numbers began anew', async () => {
    const card = await insertCard(bot.database);
    for (const update_id of [9_000_000, 8_000_000, 9_000_001, 5, 7]) {
      expect((await post(card.code, { update_id })).status).toBe(200);
    }
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 5 },
    ]);
  });

  test.each([
    '{}',
    '[]',
    'null',
    '"x"',
    '7',
    '{"update_id":-1}',
    '{"update_id":1.5}',
    '{"update_id":"1"}',
    '{',
  ])('answers 400 to %s', async (body) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
      body,
    });
    expect(response.status).toBe(400);
  });

  test('acknowledges nothing while the database is away, and all goes on by itself when it is back', async () => {
    const card = await insertCard(bot.database);
    await toName(bot.admin);
    const before = await rowsOf(bot.database, 'select checks from card where id = ?', [card.id]);
    proxy.shut();
    const update_id = updateId++;
    const response = await post(card.code, { update_id });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    const told = bot.logged.filter((line) => line.includes(`"requestId":"u${update_id}"`));
    expect(told.join('')).toContain('update_not_taken');
    await bot.customer.send(card.code);
    await bot.admin.send('Dragon');
    const info = async () => (await bot.playground.api('getWebhookInfo')).result;
    await eventually(async () => (await info()).last_error_message).toContain('503');
    expect((await info()).pending_update_count).toBe(2);
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual(
      before,
    );
    proxy.open();
    await bot.customer.waitFor('registered in the system', { timeout: 20_000 });
    await bot.admin.waitFor(screen('Step 3 of 4'), { timeout: 20_000 });
    expect(await rowsOf(bot.database, 'select checks from card where id = ?', [card.id])).toEqual([
      { checks: 1 },
    ]);
  });

  test('gives way to long polling and comes back, with what came between', async () => {
    await toName(bot.admin);
    const photo = await jpeg('teal');
    await bot.whileStopped(
      async () => {
        await bot.admin.send('Dragon');
      },
      { WEBHOOK_URL: '', WEBHOOK_SECRET: '' },
    );
    await bot.admin.waitFor(screen('Step 3 of 4'), { timeout: 20_000 });
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
    expect((await bot.playground.api('getWebhookInfo')).result.url).toBe('');
    await bot.admin.send('/skip');
    await bot.admin.waitFor(screen('Step 4 of 4'));
    await bot.whileStopped(
      async () => {
        await bot.admin.sendPhoto(photo);
      },
      { WEBHOOK_URL: url },
    );
    await bot.admin.waitFor(screen('The card is active'), { timeout: 20_000 });
    await goHome(bot.admin);
  });

  test('has a secret of its own where none was set, the same after each start', async () => {
    const secretOf = async () =>
      (await bot.playground.calls('setWebhook')).at(-1)?.params.secret_token;
    const first = await secretOf();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    await bot.restart();
    expect(await secretOf()).toBe(first);
    expect((await post('/id', { secret: SECRET })).status).toBe(401);
    expect((await post('/id', { secret: String(first) })).status).toBe(200);
    expect(bot.logged.join('')).not.toContain(first);
  });
});
