import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlaygroundOptions } from '../../../playground/server.ts';
import { createConfig, secretsOf } from '../../../src/config.ts';
import type { Database } from '../../../src/database/database.ts';
import { type Faults, noFaults } from '../../../src/faults.ts';
import { createLogger } from '../../../src/log.ts';
import { createClosing } from '../../../src/process/closing.ts';
import { startBot } from '../../../src/start/start-bot.ts';
import { type Phone, startPlayground, type TestPlayground } from '../playground/playground.ts';
import { createTestDatabase, type TestDatabase } from '../servers/test-database.ts';

/** The whole bot on a playground and a database of its own. */
export interface TestBot {
  readonly playground: TestPlayground;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly admin: Phone;
  /** All admins, the one above first. */
  readonly admins: readonly Phone[];
  readonly customer: Phone;
  /** What the bot logged so far, each line a JSON text. */
  readonly logged: readonly string[];
  /** The address of its HTTP server, which changes with a restart while `PORT` is 0. */
  address(): string;
  /** Stops the bot and starts it again on the same data; `env` changes settings from then on. */
  restart(env?: Record<string, string>): Promise<void>;
  /** Stops the bot, does something, and starts it again; `env` changes settings from then on. */
  whileStopped(work: () => Promise<void>, env?: Record<string, string>): Promise<void>;
  /** Starts one more bot on the same data and the same playground, as another process; whoever does so stops it. */
  startBeside(env: Record<string, string>): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}

export interface TestBotOptions {
  readonly env?: Record<string, string>;
  readonly faults?: Faults;
  /** Where its rows are, closed with the bot; one of its own on the run's server by default. */
  readonly database?: TestDatabase;
  readonly playground?: Partial<PlaygroundOptions>;
  /** How many admins there are; one by default. */
  readonly admins?: number;
}

/** Starts it with one admin, or more, and one customer, who have written nothing yet. */
export async function startTestBot(options: TestBotOptions = {}): Promise<TestBot> {
  const [playground, testDatabase, dataDir] = await Promise.all([
    startPlayground(options.playground),
    options.database ?? createTestDatabase(),
    mkdtemp(join(tmpdir(), 'cardseal-bot-')),
  ]);
  const [admin, customer] = await Promise.all([
    playground.admin({ language_code: 'en' }),
    playground.customer({ language_code: 'en' }),
  ]);
  const others = Array.from({ length: (options.admins ?? 1) - 1 }, (_, index) =>
    playground.customer({ language_code: 'en', first_name: `Admin ${index + 2}` }),
  );
  const admins = [admin, ...(await Promise.all(others))];
  const env: Record<string, string> = {
    BOT_TOKEN: playground.token,
    MESSAGES_PER_SECOND: '0',
    TELEGRAM_API_ROOT: playground.url,
    ADMIN_IDS: admins.map(({ id }) => id).join(','),
    DATABASE_URL: testDatabase.url,
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'debug',
    ...options.env,
  };
  const logged: string[] = [];
  let running = await run(env, logged, options.faults);

  return {
    playground,
    database: testDatabase.database,
    databaseUrl: testDatabase.url,
    dataDir,
    admin,
    admins,
    customer,
    logged,
    address: () => running.address,
    async restart(changes = {}) {
      await running.stop();
      Object.assign(env, changes);
      running = await run(env, logged, options.faults);
    },
    async whileStopped(work, changes = {}) {
      await running.stop();
      await work();
      Object.assign(env, changes);
      running = await run(env, logged, options.faults);
    },
    startBeside: (changes) => run({ ...env, ...changes }, logged),
    async close() {
      await running.stop();
      await playground.close();
      await testDatabase.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function run(
  env: Record<string, string>,
  logged: string[],
  faults: Faults = noFaults,
): Promise<{ address: string; stop: () => Promise<void> }> {
  const config = createConfig(env);
  const log = createLogger({
    level: config.logLevel,
    pretty: false,
    secrets: secretsOf(config),
    destination: { write: (line: string) => logged.push(line) },
  });
  const closing = createClosing(log);
  const onFatal = (error: Error) => logged.push(`fatal: ${error.message}`);
  try {
    const { health } = await startBot(config, {
      env: {},
      log,
      signal: new AbortController().signal,
      closing,
      faults,
      onFatal,
    });
    return { address: new URL(health).origin, stop: () => closing.closeAll() };
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
}
