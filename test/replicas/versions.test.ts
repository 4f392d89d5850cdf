import { randomBytes } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { databaseOptions } from '../../src/database/options.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { addCard } from '../support/bot/wizard-steps.ts';
import { type Phone, startPlayground } from '../support/playground/playground.ts';
import { createFleet, type Fleet } from '../support/replicas/fleet.ts';
import { freePort } from '../support/servers/free-port.ts';
import { createDatabase, dropDatabase, execute } from '../support/servers/postgres.ts';

interface Stage {
  readonly url: string;
  readonly fleet: Fleet;
  readonly admin: Phone;
  readonly secondAdmin: Phone;
  readonly customer: Phone;
}

/** Processes on a database in which nothing is yet; the first is the one that Telegram delivers to. */
async function stageOn(processes: number): Promise<Stage> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await createDatabase(inject('postgresUrl'), name);
  const playground = await startPlayground();
  const [admin, secondAdmin, customer] = await Promise.all(
    [1, 2, 3].map(() => playground.customer({ language_code: 'en' })),
  );
  if (!admin || !secondAdmin || !customer) throw new Error('there are too few phones');
  const ports = await Promise.all(Array.from({ length: processes }, freePort));
  const fleet = createFleet(ports, {
    BOT_TOKEN: playground.token,
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: `${admin.id},${secondAdmin.id}`,
    DATABASE_URL: url,
    DATA_DIR: await temporaryFolder(),
    WEBHOOK_URL: `http://127.0.0.1:${ports[0]}/telegram`,
  });
  onTestFinished(async () => {
    await fleet.killAll();
    await playground.close();
    await dropDatabase(inject('postgresUrl'), name);
  });
  return { url, fleet, admin, secondAdmin, customer };
}

async function isReady(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
}

async function addAndCheck({ admin, customer }: Stage, name: string): Promise<void> {
  const { link } = await addCard(admin, { name });
  await customer.open(link);
  await customer.waitFor(name);
}

test('four processes that start together on an empty database are all ready, and each migration ran once', async () => {
  const stage = await stageOn(4);
  const { fleet, url } = stage;
  await Promise.all(fleet.members.map((member) => member.start()));
  const ready = await Promise.all(fleet.members.map(({ port }) => isReady(port)));
  expect(ready).toEqual([true, true, true, true]);

  const listed = databaseOptions({ url }).migrations?.migrationsList ?? [];
  const ran = await execute(url, 'select name from migration order by name');
  expect(ran).toHaveLength(listed.length);
  expect(await execute(url, 'select count(*)::int as versions from version')).toEqual([
    { versions: 1 },
  ]);
  await addAndCheck(stage, 'Dragon');
  expect(fleet.complaints).toEqual([]);
});

test('processes of the version before go on, and start, on a database that a newer one has changed', async () => {
  const stage = await stageOn(2);
  const { fleet, url, secondAdmin } = stage;
  const [running, started] = fleet.members;
  await running?.start();
  await secondAdmin.send('/add');
  await secondAdmin.waitFor('Step 1 of 4');

  // What a newer version leaves: a migration that we do not know, columns, job tables of its own
  // version, and sessions that only it can read.
  await execute(
    url,
    `insert into migration (name, executed_at) values ('Migration29990101Grades', now());
     alter table card add column grade text;
     alter table admin_session add column seen_at timestamptz default now();
     alter table person add column note text default '';
     update version set version = version + 1;
     update admin_session set version = 99, snapshot = '{"of": "the future"}'
       where admin_id = ${secondAdmin.id}`,
  );
  await addAndCheck(stage, 'Griffin');
  await started?.start();
  await running?.stop();
  await running?.start();
  await addAndCheck(stage, 'Phoenix');

  await secondAdmin.send('Whatever');
  await addAndCheck(stage, 'Unicorn');
  const [row] = await execute<{ snapshot: unknown; version: number }>(
    url,
    `select version, snapshot from admin_session where admin_id = ${secondAdmin.id}`,
  );
  expect(row).toEqual({ version: 99, snapshot: { of: 'the future' } });
  expect(fleet.complaints).toEqual([]);
});
