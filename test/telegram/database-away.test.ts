import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy, throughProxy } from '../../qa/stage/tcp-proxy.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toName, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import { eventually } from '../support/waiting/eventually.ts';

const PATIENT = { timeout: 30_000 };

let bot: TestBot;
let proxy: TcpProxy;

beforeAll(async () => {
  bot = await startTestBot();
  const { port } = new URL(bot.databaseUrl);
  proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(port) });
  proxy.open();
  await bot.restart({ DATABASE_URL: throughProxy(bot.databaseUrl, proxy) });
});
afterAll(async () => {
  await bot.close();
  await proxy.close();
});

const pending = () => bot.playground.pending();

describe('while the database is away', () => {
  test('updates wait unacknowledged and go on by themselves when it is back', async () => {
    const { admin, customer } = bot;
    const card = await insertCard(bot.database, { name: 'Griffin' });
    await toName(admin);
    proxy.shut();
    await customer.send(card.code);
    await customer.send('/help');
    await admin.send('Dragon');
    await eventually(() => bot.logged.join('')).toContain('database_unavailable');
    expect(await pending()).toBe(3);
    proxy.open();
    await customer.waitFor('How to check a card', PATIENT);
    await admin.waitFor(screen('Step 3 of 4'), PATIENT);
    expect(await rowsOf(bot.database, 'select checks from card')).toEqual([{ checks: 1 }]);
    const answers = (await customer.messages()).filter(({ from }) => from?.is_bot);
    expect(answers.map(({ text }) => text?.includes('registered in the system'))).toEqual([
      true,
      false,
    ]);
    await eventually(pending).toBe(0);
  });

  test('a photo that is on its way is stored when it is back: nobody has to press anything', async () => {
    const { admin } = bot;
    await toOriginalPhoto(admin);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    const busy = admin.waitForEvent('action');
    await admin.sendPhoto(await jpeg('red'));
    await busy;
    proxy.shut();
    await bot.playground.clearFaults();
    proxy.open();
    await admin.waitFor(screen('Step 2 of 4'), PATIENT);
  });

  test('an answer that was promised is given, though it cannot be noted', async (context) => {
    const { customer, playground } = bot;
    context.onTestFinished(() => proxy.open());
    await playground.fault({ method: 'sendMessage', kind: 'hang', chat_id: customer.id });
    await customer.send('/start');
    await eventually(playground.faultsToCome).toEqual([]);
    proxy.shut();
    await playground.clearFaults();
    await customer.waitFor('Hello');
    proxy.open();
    await eventually(() =>
      rowsOf(bot.database, 'select 1 from taken_update where finished_at is null'),
    ).toEqual([]);
  });
});
