import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTcpProxy, type TcpProxy, throughProxy } from '../../qa/stage/tcp-proxy.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };

let bot: TestBot;
let proxy: TcpProxy;

beforeAll(async () => {
  bot = await startTestBot();
  const { hostname: host, port } = new URL(bot.databaseUrl);
  proxy = await startTcpProxy({ host, port: Number(port) });
});
afterAll(async () => {
  await bot.close();
  await proxy.close();
});

test('a bot that is started while the database is away says so, waits, and takes up what came meanwhile', async () => {
  await bot.admin.send('/start');
  await bot.admin.waitFor((message) => message.reply_markup !== undefined);
  const saidBefore = bot.logged.length;
  const restarting = bot.restart({ DATABASE_URL: throughProxy(bot.databaseUrl, proxy) });
  await bot.admin.send('/add');
  const said = () => bot.logged.slice(saidBefore).join('');
  await vi.waitFor(() => expect(said()).toContain('the database cannot be reached'), PATIENCE);
  proxy.open();
  await restarting;
  await bot.admin.waitFor('Step 1 of 4');
});

test('a database that goes away and comes back is worked with again by updates, operations and screens', async () => {
  proxy.shut();
  await bot.admin.send('/stats');
  await vi.waitFor(
    () => expect(bot.logged.join('')).toContain('updates wait to be taken'),
    PATIENCE,
  );
  proxy.open();
  await bot.admin.waitFor('0 cards');
  const { database } = bot;
  await vi.waitFor(async () => {
    const open = await database.fork().execute(
      `select 1 from admin_session where child is not null or shown_revision < revision
         union all select 1 from taken_update where finished_at is null`,
    );
    expect(open).toEqual([]);
  }, PATIENCE);
});
