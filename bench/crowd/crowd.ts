import { setTimeout as pause } from 'node:timers/promises';
import { createCodes, type Surroundings, startCardseal } from '../contestants.ts';
import { quantile, short } from '../machine/figures.ts';
import { command, messageFrom } from '../telegram/people.ts';
import { flood } from './floods.ts';
import { limitTelegram } from './limited-telegram.ts';
import { badGateway, hanging } from './outages.ts';
import { burst, killed, scanAtOnce } from './scans.ts';
import { checksOf, type Part, type Stage } from './stage.ts';

/** One row of the table. */
export interface CrowdResult extends Part {
  /** What was tried, and what came of it before there was a gate. */
  readonly tried: string;
  readonly before: string;
}

const ROUND_TRIP_MS = 60;

/** One check after the other with Telegram a round trip away. */
async function farAway({ telegram, cardseal, code }: Stage, checks: number): Promise<Part> {
  telegram.trouble = () => pause(ROUND_TRIP_MS, null);
  const latencies: number[] = [];
  for (let n = 0; n < checks; n++) {
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
  /** How large it was when it was tried before there was a gate: people, or seconds. */
  readonly size: number;
  readonly tried: (size: number) => string;
  readonly before: string;
  /** Messages a second; 30 by default. */
  readonly pace?: number;
  /** Whether the checks of so many people wait at Telegram, by long polling. */
  readonly isPolling?: boolean;
  readonly run: (stage: Stage, size: number) => Promise<Part>;
}

const PACE = 30;

const ROWS: readonly Row[] = [
  {
    name: 'scan',
    size: 300,
    tried: (people) => `${people} people scan one code at once, 30 messages a second`,
    before: '111 s of 29 s, 2,694 of 3,338 calls refused, 44 people got the photos twice',
    run: scanAtOnce,
  },
  {
    name: 'burst',
    size: 6_000,
    pace: 60,
    isPolling: true,
    tried: (people) => `${people} in a burst by polling, 60 messages a second`,
    before: '31,602 refused calls; 1,660 left to the sweep, which did 4 to 5 a second',
    run: burst,
  },
  {
    name: 'killed',
    size: 300,
    tried: (people) => `the process is killed with ${people} checks taken, and started again`,
    before: 'the last answered after 100 s',
    run: killed,
  },
  {
    name: 'bad_gateway',
    size: 60,
    tried: (seconds) => `Telegram answers 502 for ${seconds} s at 20 checks a second`,
    before: 'drained at 4 a second, nearly 5 minutes',
    run: (stage, forSeconds) => badGateway(stage, { perSecond: 20, forSeconds }),
  },
  {
    name: 'hanging',
    size: 40,
    tried: (seconds) => `Telegram hangs for ${seconds} s at 40 checks a second`,
    before: '1,500 sockets; afterwards acknowledgements took 9 s for half a minute',
    run: (stage, forSeconds) => hanging(stage, { perSecond: 40, forSeconds }),
  },
  {
    name: 'flood',
    size: 80,
    tried: (seconds) => `one account writes 50 times a second for ${seconds} s`,
    before: '1,516 statements a second from then on, for hours; acknowledgements 6 → 1,452 ms',
    run: (stage, forSeconds) => flood(stage, { accounts: 1, perSecond: 50, forSeconds }),
  },
  {
    name: 'floods',
    size: 50,
    tried: (seconds) => `ten accounts, 18 a second each, for ${seconds} s`,
    before: 'honest checks waited 60 s; 823 MB, 62,668 lines of the log in two minutes',
    run: (stage, forSeconds) => flood(stage, { accounts: 10, perSecond: 18, forSeconds }),
  },
  {
    name: 'far_away',
    size: 50,
    tried: () => `a verdict with Telegram ${ROUND_TRIP_MS} ms away`,
    before: '139 ms, two calls, three messages',
    run: farAway,
  },
];

/** Tries what a crowd does, each on a bot of its own; `scale` is the part of each row's size, 1 for all of it. */
export async function measureCrowd(
  surroundings: Surroundings,
  scale: number,
  say: (line: string) => void,
): Promise<CrowdResult[]> {
  const results: CrowdResult[] = [];
  const [code = ''] = createCodes(1);
  for (const [place, row] of ROWS.entries()) {
    const size = Math.ceil(row.size * scale);
    const tried = row.tried(size);
    say(`the crowd: ${tried}`);
    const bot = surroundings.botApi.addBot(2_000_001 + place);
    const { name, before, pace = PACE, isPolling = false } = row;
    if (isPolling) bot.pending.push(...checksOf(code, size, 1_000_000));
    const life = { bot, name, messagesPerSecond: pace, isPolling };
    const cardseal = await startCardseal(surroundings, [code], life);
    const telegram = limitTelegram(bot, pace);
    try {
      const part = await row.run({ bot, telegram, cardseal, code, surroundings, pace }, size);
      results.push({ tried, before, ...part });
    } finally {
      await cardseal.program.stop();
    }
  }
  return results;
}
