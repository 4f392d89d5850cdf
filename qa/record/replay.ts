import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Stage } from '../stage/stage.ts';
import { look, observationOf } from './observe.ts';
import { type FileOf, perform } from './perform.ts';
import type { Observation, Recording, Seen } from './recording.ts';
import { titleOf } from './titles.ts';

/** One step of a replay: what was seen when it was recorded, and what is seen now. */
export interface ReplayedStep {
  /** The number and the words of the step: `3. The admin sends /add`. */
  readonly title: string;
  readonly expected: Observation;
  readonly seen: Observation;
}

export interface ReplayOptions {
  readonly fileOf: FileOf;
  /** Milliseconds for one step to come to what was recorded. A killed bot's work is taken over after about 12 s. */
  readonly patienceMs: number;
  /** Told of each step that was compared; throws where the two differ, which ends the replay. */
  readonly compare: (step: ReplayedStep) => void;
}

const LOOK_EVERY_MS = 50;

/** What was overtaken may have been seen for a moment only: it is not waited for longer. */
const OVERTAKEN_MS = 5_000;

/**
 * Does what was recorded, on a stage that has just begun, and hands what is seen after each step to
 * `compare`: where everything was done it has to be done again before it counts; where a fault kept the
 * bot waiting, it counts when it is the same, or when the patience is over. Throws what `compare` throws, and an `AppError` where a step cannot be done at all.
 */
export async function replay(
  stage: Stage,
  recording: Recording,
  { fileOf, patienceMs, compare }: ReplayOptions,
): Promise<void> {
  let phones: Record<string, Seen> = {};
  for (const [index, { action, compared, after }] of recording.steps.entries()) {
    await perform(stage, action, fileOf);
    if (after === null) continue;
    phones = { ...phones, ...after.phones };
    const expected = { ...after, phones };
    if (!compared) {
      await until(stage, OVERTAKEN_MS, (seen) => seen.rest || isOnTheWay(seen, expected));
      continue;
    }
    const isOver = (seen: Observation) =>
      expected.rest ? seen.rest : isDeepStrictEqual(seen, expected);
    const seen = await until(stage, patienceMs, isOver);
    compare({ title: `${index + 1}. ${titleOf(action)}`, expected, seen });
  }
}

/** Whether the sessions are where they were when the next thing was done; what comes and goes does not count. */
function isOnTheWay(seen: Observation, expected: Observation): boolean {
  return Object.entries(expected.phones).every(([alias, { state, operation }]) => {
    const now = seen.phones[alias];
    return now !== undefined && now.state === state && now.operation === operation;
  });
}

/** Looks until it is over; returns what is seen then, or when the patience is over. */
async function until(
  stage: Stage,
  patienceMs: number,
  isOver: (seen: Observation) => boolean,
): Promise<Observation> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const seen = observationOf(await look(stage));
    if (isOver(seen) || performance.now() > deadline) return seen;
    await pause(LOOK_EVERY_MS);
  }
}
