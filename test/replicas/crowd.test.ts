import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { createFleet } from '../support/replicas/fleet.ts';
import { freePort } from '../support/servers/free-port.ts';
import { findNginx, NO_NGINX, startNginx } from '../support/servers/nginx.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

const PEOPLE = 240;
const PROCESSES = 4;
const PATIENCE = { timeout: 120_000, interval: 200 };

/** Answers that a killed process was sending (eight) or had sent a moment before, and had not noted. */
const MOST_REPEATED = 16;

const nginx = await findNginx();

test('a crowd behind nginx is answered within Telegram’s limits, also when a process is killed in the middle of it', async (context) => {
  if (nginx === undefined) return context.skip(NO_NGINX);
  const { url, database } = await useTestDatabase();
  const playground = await startPlayground({ rateLimits: true });
  const ports = await Promise.all(Array.from({ length: PROCESSES }, freePort));
  const proxy = await startNginx(nginx, ports);
  const fleet = createFleet(ports, {
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    DATABASE_URL: url,
    DATA_DIR: await temporaryFolder(),
    WEBHOOK_URL: proxy.webhookUrl,
    REPLICAS: String(PROCESSES),
    MESSAGES_PER_SECOND: '30',
  });
  onTestFinished(async () => {
    await fleet.killAll();
    await proxy.stop();
    await playground.close();
  });
  await Promise.all(fleet.members.map((member) => member.start()));
  const card = await insertCard(database, { name: 'Griffin' });
  const people = [];
  for (let n = 0; n < PEOPLE; n++) people.push(await playground.customer());
  const calls = () => playground.calls('sendMessage');
  const answered = async () => (await calls()).filter(({ ok }) => ok);

  await Promise.all(people.map((phone) => phone.send(card.code)));
  await vi.waitFor(
    async () => expect((await answered()).length).toBeGreaterThan(PEOPLE / 4),
    PATIENCE,
  );
  await fleet.members[0]?.kill();
  await vi.waitFor(async () => {
    const reached = new Set((await answered()).map(({ chat_id }) => chat_id));
    expect(reached.size).toBe(PEOPLE);
  }, PATIENCE);

  const all = await calls();
  const refused = all.filter(({ error_code }) => error_code === 429);
  expect(refused.length).toBeLessThanOrEqual(all.length / 50);
  expect((await answered()).length).toBeLessThanOrEqual(PEOPLE + MOST_REPEATED);
  expect(await rowsOf(database, 'select checks from card')).toEqual([{ checks: PEOPLE }]);
});
