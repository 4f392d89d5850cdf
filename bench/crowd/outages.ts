import { setTimeout as pause } from 'node:timers/promises';
import type { LimitedTelegram } from './limited-telegram.ts';
import { lastAnswered, type Part, possible, type Stage, scan } from './stage.ts';

export interface OutageSize {
  /** Checks a second. */
  readonly perSecond: number;
  readonly forSeconds: number;
}

/** So many checks a second while Telegram is in trouble, and how long it takes to answer them afterwards. */
async function outage(
  stage: Stage,
  { perSecond, forSeconds }: OutageSize,
  begin: (telegram: LimitedTelegram) => () => void,
): Promise<Part> {
  const { telegram, pace } = stage;
  const end = begin(telegram);
  const people = perSecond * forSeconds;
  for (let second = 0; second < forSeconds; second++) {
    const over = pause(1_000);
    await scan(stage, perSecond, 2_000_000 + second * perSecond);
    await over;
  }
  end();
  const since = performance.now();
  await telegram.until(people);
  const seconds = (performance.now() - since) / 1000;
  return lastAnswered(stage, seconds, possible(people, pace));
}

/** Telegram answers 502 to everything. */
export function badGateway(stage: Stage, size: OutageSize): Promise<Part> {
  return outage(stage, size, (telegram) => {
    telegram.trouble = async () => ({ status: 502 });
    return () => {
      telegram.trouble = null;
    };
  });
}

/** Telegram takes calls and does not answer; when it goes on it takes those that still wait. */
export async function hanging(stage: Stage, size: OutageSize): Promise<Part> {
  const part = await outage(stage, size, (telegram) => {
    const { promise, resolve } = Promise.withResolvers<null>();
    telegram.trouble = () => promise;
    return () => {
      telegram.trouble = null;
      resolve(null);
    };
  });
  const { mostAtOnce } = stage.telegram.counts;
  return { ...part, found: `at most ${mostAtOnce} calls at a time; ${part.found}` };
}
