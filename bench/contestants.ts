import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCode } from '../src/codes/verification-code.ts';
import { createDatabase } from '../src/database/database.ts';
import { freePort } from './machine/free-port.ts';
import type { BenchPostgres } from './machine/postgres.ts';
import { type Program, startProgram } from './machine/program.ts';
import type { BotEnd, LocalBotApi } from './telegram/bot-api.ts';
import { createPeople, type People } from './telegram/people.ts';

/** One of the two that are compared: its process, its database, and the people who write to it. */
export interface Contestant {
  readonly name: string;
  /** The process that was started last. */
  readonly program: Program;
  readonly databaseUrl: string;
  readonly people: People;
}

/** The whole bot, which can be killed. */
export interface WholeBot extends Contestant {
  readonly logFile: string;
  /** Kills its process and starts another on the same data; resolves when that one is started. */
  killAndStart(): Promise<void>;
}

export interface Surroundings {
  readonly postgres: BenchPostgres;
  readonly botApi: LocalBotApi;
  /** A folder of the run's own. */
  readonly folder: string;
  /** Options of node for both processes. */
  readonly nodeOptions: readonly string[];
}

/** Connections that each may have to the database for its checks. */
const CONNECTIONS = 10;

const SECRET = 'bench-secret-bench-secret-bench-secret';

export const ADMIN_IDS: readonly number[] = Array.from({ length: 16 }, (_, n) => 9_000_001 + n);

/** The cards that both know, so that both find the same. */
export function createCodes(count: number): string[] {
  return Array.from({ length: count }, createCode);
}

const DESCRIPTION = 'Near mint, first edition, number 17 of 250. Signed by the artist on the back.';

/** Fills the tables that both have; `columns` are what only one of them wants. */
function cardsSql(codes: readonly string[], columns: string, values: string): string {
  return `
    insert into card (id, code, name, description, status, checks${columns})
    select gen_random_uuid(), code, 'Dragon of the North', '${DESCRIPTION}', 'active', 10${values}
    from unnest('{${codes.join(',')}}'::text[]) as code;`;
}

/** How a whole bot is started beside others. */
export interface Life {
  readonly bot: BotEnd;
  /** Of its database, its folder and its log. */
  readonly name: string;
  /** Messages a second that it may send; 0: as many as it can. */
  readonly messagesPerSecond: number;
  /** Whether it asks Telegram for its updates. */
  readonly isPolling: boolean;
}

/** The whole bot, as it runs in production; by webhook unless told otherwise. */
export async function startCardseal(
  surroundings: Surroundings,
  codes: readonly string[],
  life?: Life,
): Promise<WholeBot> {
  const { postgres, botApi, folder, nodeOptions } = surroundings;
  const { bot, name, messagesPerSecond, isPolling }: Life = life ?? {
    bot: botApi.addBot(1_000_001),
    name: 'cardseal',
    messagesPerSecond: 0,
    isPolling: false,
  };
  const botId = bot.token.split(':')[0];
  const databaseUrl = await postgres.createDatabase(`${name}_bench`);
  const database = await createDatabase(databaseUrl);
  await database.migrate();
  await database.close();
  await postgres.run(
    databaseUrl,
    `${cardsSql(codes, ', registered_by', ', 1')}
     insert into photo (card_id, slot, key, sha256, size, width, height, file_id, file_bot_id)
     select id, slot, 'cards/' || id || '/' || slot, '', 1, 960, 1280, 'file-' || id || slot, ${botId}
     from card, unnest(array['original', 'packaged']) as slot;
     insert into picture (card_id, shows, key, size, file_id, file_bot_id)
     select id, 'both', 'cards/' || id || '/picture', 1, 'file-' || id, ${botId} from card`,
  );
  await postgres.run(databaseUrl, 'vacuum analyze');
  const port = await freePort();
  const logFile = join(folder, `${name}.log`);
  const webhook = {
    WEBHOOK_URL: `http://127.0.0.1:${port}/telegram`,
    WEBHOOK_SECRET: SECRET,
  };
  const start = () =>
    startProgram({
      entry: 'src/main.ts',
      logFile,
      nodeOptions,
      env: {
        BOT_TOKEN: bot.token,
        MESSAGES_PER_SECOND: String(messagesPerSecond),
        TELEGRAM_API_ROOT: botApi.url,
        ADMIN_IDS: ADMIN_IDS.join(','),
        DATABASE_URL: databaseUrl,
        DATA_DIR: join(folder, `${name}-data`),
        PORT: String(port),
        NODE_ENV: 'production',
        ...(!isPolling && webhook),
      },
    });
  let program = await start();
  if (!isPolling) await bot.webhookSet();
  return {
    name,
    get program() {
      return program;
    },
    databaseUrl,
    people: createPeople(bot),
    logFile,
    async killAndStart() {
      await program.kill();
      program = await start();
    },
  };
}

/** The bare handler: see `bare/handler.ts`. */
export async function startBare(
  surroundings: Surroundings,
  codes: readonly string[],
): Promise<Contestant> {
  const { postgres, botApi, folder, nodeOptions } = surroundings;
  const bot = botApi.addBot(1_000_002);
  const databaseUrl = await postgres.createDatabase('bare_bench');
  const schema = await readFile(new URL('bare/schema.sql', import.meta.url), 'utf8');
  await postgres.run(
    databaseUrl,
    `${schema} ${cardsSql(codes, '', '')}
     insert into picture (card_id, file_id) select id, 'file-' || id from card;`,
  );
  await postgres.run(databaseUrl, 'vacuum analyze');
  const program = await startProgram({
    entry: 'bench/bare/handler.ts',
    logFile: join(folder, 'bare.log'),
    nodeOptions,
    env: {
      BOT_TOKEN: bot.token,
      MESSAGES_PER_SECOND: '0',
      TELEGRAM_API_ROOT: botApi.url,
      DATABASE_URL: databaseUrl,
      PORT: String(await freePort()),
      SECRET,
      POOL: String(CONNECTIONS),
      NODE_ENV: 'production',
    },
  });
  await bot.webhookSet();
  return { name: 'bare handler', program, databaseUrl, people: createPeople(bot) };
}
