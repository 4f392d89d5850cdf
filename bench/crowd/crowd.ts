import { setTimeout as pause } from 'node:timers/promises';
import { type Contestant, createCodes, type Surroundings, startCardseal } from '../contestants.ts';
import { quantile, short } from '../machine/figures.ts';
import type { BotEnd } from '../telegram/bot-api.ts';
import { command, messageFrom } from '../telegram/people.ts';
import { type LimitedTelegram, limitTelegram } from './limited-telegram.ts';

/** One row of the table. */
export interface CrowdResult {
  /** What was tried, and what came of it before there was a gate. */
  readonly tried: string;
  readonly before: string;
  /** What came of it now, in words. */
  readonly found: string;
  /** How often what is possible, and how often that at most. */
  readonly figure: number;
  readonly wanted: number;
}

/** One bot before its own Telegram. */
interface Stage {
  readonly bot: BotEnd;
  readonly telegram: LimitedTelegram;
  readonly cardseal: Contestant;
  readonly code: string;
  readonly surroundings: Surroundings;
}

type Part = Omit<CrowdResult, 'tried' | 'before'>;

const PACE = 30;
const ROUND_TRIP_MS = 60;
const LATE = 1.2;

/** Has so many people check one code at once, each once. Resolves when all are taken. */
async function scan({ bot, code }: Stage, people: number, from: number): Promise<void> {
  const updates = Array.from({ length: people }, (_, n) => ({
    update_id: from + n,
    ...messageFrom(from + n, command(`/start ${code}`)),
  }));
  // Telegram delivers to one process over eight connections.
  const connections = Array.from({ length: 8 }, async () => {
    for (let update = updates.shift(); update !== undefined; update = updates.shift()) {
      await bot.webhook?.send(update);
    }
  });
  await Promise.all(connections);
}

/** Seconds that Telegram's limits allow for so many messages: a burst at once, then one after the other. */
function possible(messages: number, perSecond: number): number {
  return (messages - perSecond) / perSecond;
}

function wordsOf({ telegram: { counts, arrived } }: Stage, seconds: number, of: number): string {
  const twice = [...arrived.values()].filter((times) => times > 1).length;
  return `last answered after ${short(seconds)} s of ${short(of)} s, ${counts.refused} of ${counts.sent} calls refused, ${twice} people answered twice`;
}

async function crowd(stage: Stage, people: number): Promise<Part> {
  const since = performance.now();
  await scan(stage, people, 1_000_000);
  await stage.telegram.until(people);
  const seconds = (performance.now() - since) / 1000;
  const of = possible(people, PACE);
  return { found: wordsOf(stage, seconds, of), figure: seconds / of, wanted: LATE };
}

/** So many checks a second while Telegram is in trouble, and how long it takes to answer them afterwards. */
async function outage(
  stage: Stage,
  { perSecond, forSeconds }: { perSecond: number; forSeconds: number },
  begin: (telegram: LimitedTelegram) => () => void,
): Promise<Part> {
  const end = begin(stage.telegram);
  const people = perSecond * forSeconds;
  const over = pause(forSeconds * 1000);
  for (let second = 0; second < forSeconds; second++) {
    await scan(stage, perSecond, 2_000_000 + second * perSecond);
    await pause(1_000);
  }
  await over;
  end();
  const since = performance.now();
  await stage.telegram.until(people);
  const seconds = (performance.now() - since) / 1000;
  // What was put off while nothing passed waits for the next look.
  const of = possible(people, PACE);
  return { found: wordsOf(stage, seconds, of), figure: seconds / of, wanted: LATE };
}

async function badGateway(stage: Stage, seconds: number): Promise<Part> {
  return outage(stage, { perSecond: 20, forSeconds: seconds }, (telegram) => {
    telegram.trouble = async () => ({ status: 502 });
    return () => {
      telegram.trouble = null;
    };
  });
}

async function hanging(stage: Stage, seconds: number): Promise<Part> {
  return outage(stage, { perSecond: 40, forSeconds: seconds }, (telegram) => {
    const { promise, resolve } = Promise.withResolvers<null>();
    telegram.trouble = () => promise;
    return () => {
      telegram.trouble = null;
      resolve(null);
    };
  });
}

/** Somebody writes fifty times a second; others check meanwhile as they did before. */
async function flood(stage: Stage, seconds: number): Promise<Part> {
  const { bot, cardseal, code, surroundings } = stage;
  let personId = 3_000_000;
  const checks = async () => {
    const latencies: number[] = [];
    for (let n = 0; n < 4 * seconds; n++) {
      personId += 1;
      const update = messageFrom(personId, command(`/start ${code}`));
      latencies.push(await cardseal.people.ask(personId, update, /^✅/));
      await pause(250);
    }
    return quantile(latencies, 0.5);
  };
  const calm = await checks();
  const before = await commits(surroundings, cardseal);
  let isOver = false;
  const flooding = (async () => {
    for (let n = 0; !isOver; n++) {
      const update = { update_id: 4_000_000 + n, ...messageFrom(666, { text: 'again and again' }) };
      await bot.webhook?.send(update);
      await pause(20);
    }
  })();
  const meanwhile = await checks();
  isOver = true;
  await flooding;
  const since = await commits(surroundings, cardseal);
  await pause(1_000 * Math.min(seconds, 5));
  const after = ((await commits(surroundings, cardseal)) - since) / Math.min(seconds, 5);
  const answered = stage.telegram.arrived.get(666) ?? 0;
  const found = `others' checks ${short(calm)} → ${short(meanwhile)} ms, ${since - before} transactions in it and ${short(after)} a second afterwards, ${answered} answers to the one`;
  return { found, figure: meanwhile / calm, wanted: 1.5 };
}

async function commits({ postgres }: Surroundings, { databaseUrl }: Contestant): Promise<number> {
  const [row] = await postgres.run(
    databaseUrl,
    'select xact_commit::int as commits from pg_stat_database where datname = current_database()',
  );
  return Number(row?.commits);
}

/** One check after the other with Telegram a round trip away. */
async function farAway({ telegram, cardseal, code }: Stage, seconds: number): Promise<Part> {
  telegram.trouble = () => pause(ROUND_TRIP_MS, null);
  const latencies: number[] = [];
  for (let n = 0; n < 5 * seconds; n++) {
    const update = messageFrom(5_000_000 + n, command(`/start ${code}`));
    latencies.push(await cardseal.people.ask(5_000_000 + n, update, /^✅/));
    await pause(50);
  }
  // The local Telegram tells of a message when it has come, after the way there and back.
  const took = quantile(latencies, 0.5);
  return {
    found: `${short(took)} ms, one call, one message`,
    figure: took / ROUND_TRIP_MS,
    wanted: 1.3,
  };
}

interface Row {
  readonly name: string;
  readonly tried: (seconds: number) => string;
  readonly before: string;
  readonly run: (stage: Stage, seconds: number) => Promise<Part>;
}

const ROWS: readonly Row[] = [
  {
    name: 'scan',
    tried: (seconds) => `${PACE * 2 * seconds} people scan one code at once, 30 messages a second`,
    before: '300 people: 111 s of 29 s, 2,694 of 3,338 calls refused, 44 people answered twice',
    run: (stage, seconds) => crowd(stage, PACE * 2 * seconds),
  },
  {
    name: 'bad_gateway',
    tried: (seconds) => `Telegram answers 502 for ${2 * seconds} s at 20 checks a second`,
    before: '60 s of it: drained at 4 a second, nearly 5 minutes',
    run: (stage, seconds) => badGateway(stage, 2 * seconds),
  },
  {
    name: 'hanging',
    tried: (seconds) => `Telegram hangs for ${2 * seconds} s at 40 checks a second`,
    before: '40 s of it: 1,500 sockets, afterwards acknowledgements take 9 s for half a minute',
    run: (stage, seconds) => hanging(stage, 2 * seconds),
  },
  {
    name: 'flood',
    tried: () => 'one account writes 50 times a second',
    before: '1,516 statements a second from then on, for hours; acknowledgements 6 → 1,452 ms',
    run: flood,
  },
  {
    name: 'far_away',
    tried: () => `a verdict with Telegram ${ROUND_TRIP_MS} ms away`,
    before: '139 ms, two calls, three messages',
    run: farAway,
  },
];

/** Tries what a crowd does, each on a bot of its own. `seconds` is about the fifth part of what each row takes. */
export async function measureCrowd(
  surroundings: Surroundings,
  seconds: number,
  say: (line: string) => void,
): Promise<CrowdResult[]> {
  const results: CrowdResult[] = [];
  const [code = ''] = createCodes(1);
  for (const [place, { name, tried, before, run }] of ROWS.entries()) {
    say(`the crowd: ${tried(seconds)}`);
    const bot = surroundings.botApi.addBot(2_000_001 + place);
    const cardseal = await startCardseal(surroundings, [code], {
      bot,
      name,
      messagesPerSecond: PACE,
    });
    const telegram = limitTelegram(bot, PACE);
    try {
      const part = await run({ bot, telegram, cardseal, code, surroundings }, seconds);
      results.push({ tried: tried(seconds), before, ...part });
    } finally {
      await cardseal.program.stop();
    }
  }
  return results;
}
