import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, type TestContext, test } from 'vitest';
import { startTcpProxy, type TcpProxy, throughProxy } from '../../qa/stage/tcp-proxy.ts';
import { FAULT_POINTS, type FaultPoint, type Faults } from '../../src/faults.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import {
  expectOneWholeCard,
  giveName,
  giveOriginal,
  linesWith,
  PATIENT,
  untilEqual,
  WHOLE_WIZARD,
  walk,
  walkFrom,
  walkTo,
} from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { rowsOf } from '../support/data/cards.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { createOwnPostgres, type OwnPostgres } from '../support/servers/own-postgres.ts';
import { execute } from '../support/servers/postgres.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/test-database.ts';
import { untilSettled } from '../support/session/sessions.ts';
import { createHeld } from '../support/waiting/held.ts';

/** How long the database is away, where it is away for long; the figure. */
const AWAY_MS = 20_000;

/** More connections than the bot has: ten of its own, four of the jobs, one that listens. */
const MORE_THAN_THE_POOL = 30;

/** `COMMIT` as the driver sends it: a simple query of the wire protocol. */
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0');

type Finishing = Pick<TestContext, 'onTestFinished'>;

/** A bot whose fault points do what the test says at the moment. */
interface StagedBot {
  readonly bot: TestBot;
  faults: Faults;
}

async function startBot({ onTestFinished: finish }: Finishing, database: TestDatabase) {
  const staged = { faults: (() => {}) as Faults };
  const bot = await startTestBot({ database, faults: (point) => staged.faults(point) });
  finish(() => bot.close());
  return Object.assign(staged, { bot }) satisfies StagedBot;
}

async function startOnOwnServer(context: Finishing): Promise<StagedBot & { server: OwnPostgres }> {
  const server = await createOwnPostgres();
  await server.start();
  return Object.assign(await startBot(context, server), { server });
}

async function startBehindLine(context: Finishing): Promise<StagedBot & { line: TcpProxy }> {
  const { url, database, close } = await createTestDatabase();
  const { hostname, port } = new URL(url);
  const line = await startTcpProxy({ host: hostname, port: Number(port) });
  line.open();
  const proxied: TestDatabase = {
    url: throughProxy(url, line),
    database,
    async close() {
      await line.close();
      await close();
    },
  };
  return Object.assign(await startBot(context, proxied), { line });
}

/** What must be true after every fault: one whole card, nothing left to do, and a process that lives. */
async function expectUnharmed({ database, dataDir, admin, logged }: TestBot): Promise<void> {
  await untilSettled(database, PATIENT.timeout);
  await expectOneWholeCard(database, createFilePhotoStore(join(dataDir, 'photos')), admin.id);
  expect(logged.filter((line) => line.startsWith('fatal'))).toEqual([]);
}

/** What the admin saw twice in a row. */
async function repeats({ admin }: TestBot): Promise<number> {
  const said = (await admin.messages()).map(
    ({ from, text, caption, document }) =>
      `${from?.is_bot} ${text ?? caption} ${document?.file_name}`,
  );
  return said.filter((what, index) => what.startsWith('true') && said[index - 1] === what).length;
}

describe.concurrent('PostgreSQL', () => {
  test('is restarted in the middle of every step of a wizard', async (context) => {
    const { bot, server } = await startOnOwnServer(context);
    for (const step of WHOLE_WIZARD) {
      await step.act(bot.admin);
      await server.stop();
      await server.start();
      await bot.admin.waitFor(step.shows, PATIENT);
    }
    await expectUnharmed(bot);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'restarted in the middle of each step'],
      'each step goes on by itself; one card',
    );
  });

  test('is restarted while an operation is under way', async (context) => {
    const { bot, server } = await startOnOwnServer(context);
    await walkTo(bot.admin, giveOriginal);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    const busy = bot.admin.waitForEvent('action', () => true, PATIENT);
    await giveOriginal.act(bot.admin);
    await busy;
    await server.stop();
    await server.start();
    await bot.playground.clearFaults();
    await bot.admin.waitFor(giveOriginal.shows, PATIENT);
    await walkFrom(bot.admin, giveName);
    await expectUnharmed(bot);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'restarted while a photo is being stored'],
      'the photo is stored, and nobody has to press anything',
    );
  });

  test('cuts its connections more often than the pool is large', async (context) => {
    const database = await createTestDatabase();
    const staged = await startBot(context, database);
    const { bot } = staged;
    let cut = 0;
    const left = new Map<FaultPoint, number>(FAULT_POINTS.map((point) => [point, 4]));
    staged.faults = async (point) => {
      const times = left.get(point) ?? 0;
      if (times === 0) return;
      left.set(point, times - 1);
      const ended = await execute(
        database.url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      cut += ended.length;
    };
    await walk(bot.admin, WHOLE_WIZARD);
    await expectUnharmed(bot);
    expect(cut).toBeGreaterThan(MORE_THAN_THE_POOL);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'cuts all connections at each fault point, more than the pools hold'],
      'the wizard goes on by itself; one card',
    );
  });

  test.for([
    ['of taking an update', 'before-take-commit', giveName],
    ['of an operation’s result', 'after-insert', giveOriginal],
    ['of noting a screen', 'before-finish', giveName],
  ] as const)('loses its answer to the COMMIT %s', async ([what, point, step], context) => {
    const staged = await startBehindLine(context);
    const { bot, line } = staged;
    await walkTo(bot.admin, step);
    await untilSettled(bot.database, PATIENT.timeout);
    const lost = createHeld();
    let isArmed = true;
    staged.faults = (at) => {
      if (at !== point || !isArmed) return;
      isArmed = false;
      void line.loseAnswerTo(COMMIT).then(() => lost.hold());
    };
    await walk(bot.admin, [step]);
    await lost.reached;
    await walk(bot.admin, WHOLE_WIZARD.slice(WHOLE_WIZARD.indexOf(step) + 1));
    await expectUnharmed(bot);
    expect(await repeats(bot)).toBe(0);
    reportOutcome(
      'faults',
      ['PostgreSQL', `the answer to a COMMIT is lost: ${what}`],
      'it counts once, and the conversation is the same',
    );
  });

  test('loses its answer to a verification', async (context) => {
    const { bot, line } = await startBehindLine(context);
    await walk(bot.admin, WHOLE_WIZARD);
    await untilSettled(bot.database, PATIENT.timeout);
    const [card] = await rowsOf(bot.database, 'select code from card');
    const lost = line.loseAnswerTo(Buffer.from('insert into verification'));
    await bot.customer.send(`/start ${card?.code}`);
    await lost;
    await bot.customer.waitFor('registered in the system', PATIENT);
    await untilSettled(bot.database, PATIENT.timeout);
    const sql = 'select checks, (select count(*)::int from verification) as logged from card';
    expect(await rowsOf(bot.database, sql)).toEqual([{ checks: 1, logged: 1 }]);
    const verdicts = (await bot.customer.messages()).filter(({ text, caption }) =>
      (text ?? caption)?.includes('registered in the system'),
    );
    expect(verdicts).toHaveLength(1);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'the answer to a verification is lost'],
      'one check is counted, and one verdict comes when the hold is over',
    );
  });

  test('says nothing more on the connections there are, which stay open', async (context) => {
    const staged = await startBehindLine(context);
    const { bot, line } = staged;
    await walkTo(bot.admin, giveOriginal);
    let silenced = 0;
    staged.faults = (point) => {
      if (point === 'before-result-commit' && silenced === 0) silenced = line.hush();
    };
    await walkFrom(bot.admin, giveOriginal);
    expect(silenced).toBeGreaterThan(0);
    await bot.customer.send('/start');
    await bot.customer.waitFor('Hello!', PATIENT);
    await expectUnharmed(bot);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'falls silent on all connections, which stay open'],
      'they are given up, and the wizard goes on by itself on new ones',
    );
  });

  test('is away for 20 s', async (context) => {
    const { bot, server } = await startOnOwnServer(context);
    await walkTo(bot.admin, giveOriginal);
    await untilSettled(bot.database, PATIENT.timeout);
    await server.stop();
    const before = await said(bot);
    await giveOriginal.act(bot.admin);
    await bot.customer.send('/start');
    await pause(AWAY_MS);
    expect(await said(bot)).toBe(before);
    expect(linesWith(bot.logged, { code: 'database_unavailable' }).length).toBeGreaterThan(0);
    await server.start();
    await bot.customer.waitFor('Hello!', PATIENT);
    await bot.admin.waitFor(giveOriginal.shows, PATIENT);
    await walkFrom(bot.admin, giveName);
    await expectUnharmed(bot);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'away for 20 s'],
      'updates wait at Telegram and are answered when it is back; logged as database_unavailable',
    );
  });

  test('is away for 20 s while a photo is being stored', async (context) => {
    const { bot, server } = await startOnOwnServer(context);
    await walkTo(bot.admin, giveOriginal);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    const busy = bot.admin.waitForEvent('action', () => true, PATIENT);
    await giveOriginal.act(bot.admin);
    await busy;
    await server.stop();
    await bot.playground.clearFaults();
    await pause(AWAY_MS);
    await server.start();
    await bot.admin.waitFor(giveOriginal.shows, PATIENT);
    await walkFrom(bot.admin, giveName);
    await expectUnharmed(bot);
    const failed = (await bot.admin.messages()).filter(({ text }) => text?.includes('could not'));
    expect(failed).toEqual([]);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'away for 20 s while a photo is being stored'],
      'the result waits for it, and the next step comes by itself',
    );
  });

  test('is away at start', async (context) => {
    const server = await createOwnPostgres();
    const starting = startBot(context, server);
    starting.catch(() => {});
    const before = server.line.tries();
    await untilEqual(() => server.line.tries() > before + 1, true);
    await server.start();
    const { bot } = await starting;
    expect(bot.logged.some((line) => line.includes('the database cannot be reached'))).toBe(true);
    await walk(bot.admin, WHOLE_WIZARD);
    await expectUnharmed(bot);
    reportOutcome(
      'faults',
      ['PostgreSQL', 'away when the bot starts'],
      'the start names it in the log, waits, and goes on by itself',
    );
  });
});

async function said({ admin, customer }: TestBot): Promise<number> {
  const chats = await Promise.all([admin.messages(), customer.messages()]);
  return chats.flat().filter(({ from }) => from?.is_bot).length;
}
