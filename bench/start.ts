import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cpuOf } from './machine/cpu.ts';
import { freePort } from './machine/free-port.ts';
import { startProgram } from './machine/program.ts';
import type { LocalBotApi } from './telegram/bot-api.ts';
import { command, messageFrom } from './telegram/people.ts';

/** One start. */
export interface Start {
  /** Milliseconds from starting the process to the answer of the update that waited for it. */
  readonly took: number;
  /** Milliseconds of processor time that the process itself had used by then; null where the system does not tell. */
  readonly cpu: number | null;
}

export interface StartResult {
  /** In an empty folder: PostgreSQL's data is made first. */
  readonly first: Start[];
  /** In a folder that was used before. */
  readonly later: Start[];
}

/** Starts the bot with the embedded PostgreSQL and long polling, so many times in new folders and twice in each. */
export async function measureStarts(
  { botApi, folder }: { botApi: LocalBotApi; folder: string },
  times: number,
): Promise<StartResult> {
  const result: StartResult = { first: [], later: [] };
  for (let n = 0; n < times; n++) {
    const dataDir = join(folder, `start-${n}`);
    result.first.push(await measureStart({ botApi, folder }, dataDir));
    result.later.push(await measureStart({ botApi, folder }, dataDir));
    await rm(dataDir, { recursive: true, force: true });
  }
  return result;
}

async function measureStart(
  { botApi, folder }: { botApi: LocalBotApi; folder: string },
  dataDir: string,
): Promise<Start> {
  const bot = botApi.addBot(1_000_003);
  bot.pending.push({
    update_id: 1 + Math.floor(Math.random() * 1e9),
    ...messageFrom(77, command('/id')),
  });
  const answered = new Promise<number>((resolve) => {
    bot.onCall = ({ method }) => {
      if (method === 'sendMessage') resolve(performance.now());
    };
  });
  const since = performance.now();
  const program = await startProgram({
    entry: 'src/main.ts',
    logFile: join(folder, 'start.log'),
    env: {
      BOT_TOKEN: bot.token,
      MESSAGES_PER_SECOND: '0',
      TELEGRAM_API_ROOT: botApi.url,
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
      NODE_ENV: 'production',
    },
  });
  const took = (await answered) - since;
  const cpu = cpuOf(program.pid);
  await program.stop();
  return { took, cpu };
}
