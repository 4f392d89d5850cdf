import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, vi } from 'vitest';
import type { PlaygroundOptions } from '../../../playground/server.ts';
import { createDatabase, type Database } from '../../../src/database/database.ts';
import { runningServerUrl } from '../../../src/database/embedded/running-server.ts';
import type { FaultPoint } from '../../../src/faults.ts';
import { createFilePhotoStore } from '../../../src/storage/file-photo-store.ts';
import type { PhotoStore } from '../../../src/storage/photo-store.ts';
import { type Phone, startPlayground, type TestPlayground } from '../playground/playground.ts';
import { createTestDatabase } from '../servers/test-database.ts';
import { type FaultyBot, startFaultyBot } from './faulty-bots.ts';

/** A killed process's work is taken over after about 12 s; on a busy machine later. */
export const PATIENCE = { timeout: 120_000, interval: 100 };

/** Everything that outlives the bot's process, and the processes that run on it. */
export interface DurableBot {
  readonly playground: TestPlayground;
  readonly admin: Phone;
  readonly customer: Phone;
  readonly photos: PhotoStore;
  /** What the bot's processes get as their environment. */
  readonly env: Readonly<Record<string, string>>;
  database(): Database;
  rows<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** The process that was started last. */
  process(): FaultyBot;
  /** Starts a process, the first or another one; resolves when it is at work, or killed itself at one of these points. */
  start(kills?: readonly FaultPoint[]): Promise<FaultyBot>;
  /** Resolves when no session, and no update that was taken, has anything left to do. */
  untilSettled(): Promise<void>;
}

/**
 * Makes one with an admin's and a customer's phone, and starts its first process. It is closed when
 * the test has finished.
 *
 * @param options `embedded`: the bot brings its own PostgreSQL, which its next start finds again;
 *   `env`: settings beside the usual ones; `playground`: what its Telegram does otherwise than usual
 */
export async function createDurableBot(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  {
    embedded = false,
    env: more = {},
    playground: behaviour = {},
  }: {
    embedded?: boolean;
    env?: Record<string, string>;
    playground?: Partial<PlaygroundOptions>;
  } = {},
): Promise<DurableBot> {
  const playground = await startPlayground(behaviour);
  const dataDir = await mkdtemp(join(tmpdir(), 'cardseal-durable-'));
  const place = embedded ? await embeddedPlace(dataDir) : await ownPlace();
  const [admin, customer] = await Promise.all([
    playground.admin({ language_code: 'en' }),
    playground.customer({ language_code: 'en' }),
  ]);
  const env = {
    BOT_TOKEN: playground.token,
    MESSAGES_PER_SECOND: '0',
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: playground.adminIds.join(','),
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'debug',
    ...place.env,
    ...more,
  };
  const started: FaultyBot[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map((process) => (embedded ? process.stop() : process.kill())));
    await place.close();
    await playground.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const bot: DurableBot = {
    playground,
    admin,
    customer,
    env,
    photos: createFilePhotoStore(join(dataDir, 'photos')),
    database: place.database,
    rows: (sql, values = []) => place.database().fork().execute(sql, values),
    process() {
      const last = started.at(-1);
      if (last === undefined) throw new Error('no process was started');
      return last;
    },
    async start(kills = []) {
      const process = await startFaultyBot(env, kills);
      started.push(process);
      await place.open();
      return process;
    },
    untilSettled: () => vi.waitFor(() => expectSettled(bot), PATIENCE),
  };
  await bot.start();
  return bot;
}

async function expectSettled({ rows }: DurableBot): Promise<void> {
  const [sessions, updates] = await Promise.all([
    rows(
      `select admin_id, revision, shown_revision, child from admin_session
       where shown_revision <> revision or child is not null`,
    ),
    rows('select update_id from taken_update where finished_at is null'),
  ]);
  expect({ sessions, updates }).toEqual({ sessions: [], updates: [] });
}

/** Where a bot keeps its rows. */
interface Place {
  readonly env: Record<string, string>;
  /** Connects a test to it, once a process runs. */
  open(): Promise<void>;
  database(): Database;
  close(): Promise<void>;
}

async function ownPlace(): Promise<Place> {
  const { url, database, close } = await createTestDatabase();
  return { env: { DATABASE_URL: url }, open: async () => {}, database: () => database, close };
}

/** The embedded PostgreSQL has another port after each start. */
async function embeddedPlace(dataDir: string): Promise<Place> {
  let database: Database | undefined;
  const close = async () => database?.close();
  return {
    env: {},
    async open() {
      await close();
      database = await createDatabase((await runningServerUrl(dataDir)) ?? '');
    },
    database() {
      if (database === undefined) throw new Error('no process was started');
      return database;
    },
    close,
  };
}
