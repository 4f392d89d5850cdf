import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startPlaygroundProcess } from '../../src/process/playground-process.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { createFaultSwitches, type FaultSwitches } from './fault-switches.ts';
import { createPhones, type Phones } from './phones.ts';
import { createRecordReader, type RecordReader } from './records.ts';
import { startTcpProxy, throughProxy } from './tcp-proxy.ts';

/** A playground, the bot and what lies between them, for one play from the beginning. */
export interface Stage {
  /** The playground's address. */
  readonly url: string;
  readonly phones: Phones;
  readonly bot: BotProcess;
  readonly faults: FaultSwitches;
  readonly records: RecordReader;
  /** Ends everything; the folder and the database stay. */
  close(): Promise<void>;
}

export interface StageOptions {
  /** An empty folder of the stage's own. */
  readonly dir: string;
  /** A database of the stage's own; the bot makes its tables. */
  readonly databaseUrl: string;
}

/**
 * Starts the playground and the bot as processes of their own, with a line before the database that can
 * be cut. Resolves when the bot is at work; throws an `AppError` or what the bot said when one does not start.
 */
export async function createStage({ dir, databaseUrl }: StageOptions): Promise<Stage> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const cwd = join(dir, 'empty');
    await mkdir(cwd, { recursive: true });
    const line = await startTcpProxy(addressOf(databaseUrl));
    closing.push(() => line.close());
    line.open();
    const playground = await startPlaygroundProcess(
      { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dir, PLAYGROUND_PORT: '0' },
      () => {},
    );
    closing.push(() => playground.stop());
    const bot = createBotProcess(
      {
        BOT_TOKEN: playground.token,
        MESSAGES_PER_SECOND: '0',
        TELEGRAM_API_ROOT: playground.url,
        ADMIN_IDS: playground.adminIds.join(','),
        DATABASE_URL: throughProxy(databaseUrl, line),
        DATA_DIR: dir,
        PORT: '0',
      },
      cwd,
    );
    closing.push(() => bot.kill());
    bot.start();
    await bot.ready();
    const records = await createRecordReader(databaseUrl);
    closing.push(() => records.close());
    const phones = createPhones(playground.url);
    const faults = createFaultSwitches({ phones, line, photosDir: join(dir, 'photos') });
    return { url: playground.url, phones, bot, faults, records, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function addressOf(databaseUrl: string): { host: string; port: number } {
  const { hostname, port } = new URL(databaseUrl);
  return { host: hostname, port: Number(port || 5432) };
}
