import { lastAnswered, type Part, possible, type Stage, scan } from './stage.ts';

/** What a process that is killed had in hand is taken over after so many seconds: `HOLD` in `src/updates/take-update.ts`. */
const TAKE_OVER_SECONDS = 10;

/** So many people check one code at once. */
export async function scanAtOnce(stage: Stage, people: number): Promise<Part> {
  const since = performance.now();
  await scan(stage, people, 1_000_000);
  await stage.telegram.until(people);
  return lastAnswered(stage, (performance.now() - since) / 1000, possible(people, stage.pace));
}

/** So many checks wait at Telegram when the bot begins to poll. */
export async function burst(stage: Stage, people: number): Promise<Part> {
  await stage.telegram.until(1);
  const since = performance.now();
  await stage.telegram.until(people);
  return lastAnswered(stage, (performance.now() - since) / 1000, possible(people, stage.pace));
}

/** The process is killed when it has taken so many checks, and started again. */
export async function killed(stage: Stage, people: number): Promise<Part> {
  const { telegram, cardseal, pace } = stage;
  await scan(stage, people, 1_000_000);
  const since = performance.now();
  await cardseal.killAndStart();
  const left = people - telegram.arrived.size;
  await telegram.until(people);
  const of = TAKE_OVER_SECONDS + possible(left, pace);
  const part = lastAnswered(stage, (performance.now() - since) / 1000, of);
  return { ...part, found: `${left} left to answer; ${part.found}` };
}
