import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Contestant, Surroundings, WholeBot } from '../contestants.ts';
import { quantile, short } from '../machine/figures.ts';
import { memoryOf } from '../machine/memory.ts';
import { command, messageFrom } from '../telegram/people.ts';
import type { Part, Stage } from './stage.ts';

/** Others' checks take at most so many times as long as without the flood. */
const SLOWER = 1.5;

/** Others check so often, in milliseconds. */
const CHECK_EVERY_MS = 250;

/** So long, in seconds, it is watched what a flood leaves behind. */
const AFTERWARDS = 5;

export interface FloodSize {
  readonly accounts: number;
  /** Messages a second of each. */
  readonly perSecond: number;
  readonly forSeconds: number;
}

/** Some write far more than can be answered; others check meanwhile as they did before. */
export async function flood(stage: Stage, size: FloodSize): Promise<Part> {
  const { cardseal, surroundings, telegram } = stage;
  const { accounts, forSeconds } = size;
  const calm = await checks(stage, 3_000_000, Math.min(forSeconds, 10));
  const commitsBefore = await commits(surroundings, cardseal);
  const linesBefore = await linesOf(cardseal);
  const flooding = new AbortController();
  const flooded = Array.from({ length: accounts }, (_, n) =>
    write(stage, n, size, flooding.signal),
  );
  const meanwhile = await checks(stage, 4_000_000, forSeconds);
  flooding.abort();
  const written = (await Promise.all(flooded)).reduce((sum, one) => sum + one, 0);
  const since = await commits(surroundings, cardseal);
  const lines = (await linesOf(cardseal)) - linesBefore;
  const memory = memoryOf(cardseal.program.pid);
  await pause(AFTERWARDS * 1000);
  const after = ((await commits(surroundings, cardseal)) - since) / AFTERWARDS;
  const answers = Array.from({ length: accounts }, (_, n) => telegram.arrived.get(n + 1) ?? 0);
  const answered = answers.reduce((sum, one) => sum + one, 0);
  const megabytes = memory === null ? '' : `, ${Math.round(memory / 2 ** 20)} MB`;
  return {
    found: `others' checks ${short(calm)} → ${short(meanwhile)} ms; for ${written} messages ${answered} answers, ${since - commitsBefore} transactions, ${lines} lines of the log${megabytes}; ${short(after)} transactions a second afterwards`,
    figure: meanwhile / calm,
    wanted: SLOWER,
  };
}

/** One check after the other for so many seconds; the middle of how long they took, in milliseconds. */
async function checks({ cardseal, code }: Stage, from: number, seconds: number): Promise<number> {
  const latencies: number[] = [];
  for (let n = 0; n < (seconds * 1000) / CHECK_EVERY_MS; n++) {
    const update = messageFrom(from + n, command(`/start ${code}`));
    latencies.push(await cardseal.people.ask(from + n, update, /^✅/));
    await pause(CHECK_EVERY_MS);
  }
  return quantile(latencies, 0.5);
}

/** Has one account write until the signal aborts; returns how often it did. */
async function write(
  { bot }: Stage,
  account: number,
  { accounts, perSecond }: FloodSize,
  signal: AbortSignal,
): Promise<number> {
  let written = 0;
  for (; !signal.aborted; written++) {
    const update = messageFrom(account + 1, { text: 'again and again' });
    const id = 10_000_000 + written * accounts + account;
    await bot.webhook?.send({ update_id: id, ...update });
    await pause(1000 / perSecond);
  }
  return written;
}

async function commits({ postgres }: Surroundings, { databaseUrl }: Contestant): Promise<number> {
  const [row] = await postgres.run(
    databaseUrl,
    'select xact_commit::int as commits from pg_stat_database where datname = current_database()',
  );
  return Number(row?.commits);
}

async function linesOf({ logFile }: WholeBot): Promise<number> {
  return (await readFile(logFile, 'utf8')).split('\n').length - 1;
}
