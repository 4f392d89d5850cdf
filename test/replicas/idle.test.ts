import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { rowsOf } from '../support/data/cards.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { createFleet } from '../support/replicas/fleet.ts';
import { freePort } from '../support/servers/free-port.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';

/** What one process may hold at most: MikroORM's pool, the job engine's, and one to listen. */
const MOST_CONNECTIONS = 15;
const MEASURE_MS = 20_000;

test.each([1, 4])('%i processes at rest hold few connections and ask little', async (processes) => {
  const { url, database } = await useTestDatabase();
  const playground = await startPlayground();
  const ports = await Promise.all(Array.from({ length: processes }, freePort));
  const fleet = createFleet(ports, {
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    DATABASE_URL: url,
    DATA_DIR: await temporaryFolder(),
    WEBHOOK_URL: `http://127.0.0.1:${ports[0]}/telegram`,
  });
  onTestFinished(async () => {
    await fleet.killAll();
    await playground.close();
  });
  await Promise.all(fleet.members.map((member) => member.start()));

  const look = async () => {
    const [row] = await rowsOf(
      database,
      `select (select xact_commit + xact_rollback from pg_stat_database
         where datname = current_database())::float as transactions,
       (select count(*) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid())::int as connections`,
    );
    return { transactions: Number(row?.transactions), connections: Number(row?.connections) };
  };
  const before = await look();
  const from = performance.now();
  await pause(MEASURE_MS);
  const after = await look();
  const seconds = (performance.now() - from) / 1_000;
  const each = (after.transactions - before.transactions) / seconds / processes;
  const connections = after.connections / processes;
  console.log(
    `${processes} at rest: ${connections} connections and ${each.toFixed(1)} transactions a second each`,
  );
  expect(connections).toBeLessThanOrEqual(MOST_CONNECTIONS);
  expect(fleet.complaints).toEqual([]);
});
