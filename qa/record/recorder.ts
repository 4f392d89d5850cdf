import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../src/errors.ts';
import { type Look, observationOf } from './observe.ts';
import {
  type Action,
  type Observation,
  RECORDING_VERSION,
  type Recording,
  type Seen,
} from './recording.ts';

/** How far a step is: being done, done and not yet at rest, compared at a replay, or done too fast for that. */
export type StepProgress = 'doing' | 'settling' | 'seen' | 'overtaken';

export interface RecordedStep {
  readonly action: Action;
  readonly progress: StepProgress;
  /** What was seen last while it was the newest step; null before the first look. */
  readonly after: Observation | null;
}

/** Notes what is done on a stage, and what comes of it. */
export interface Recorder {
  /** Notes that something is being done. Call one of the two when it is known whether it was possible. */
  begin(action: Action): { done(): void; refused(): void };
  /** Takes what was seen by a look that began at `lookedAt` (milliseconds of `performance.now()`). */
  see(look: Look, lookedAt: number): void;
  steps(): readonly RecordedStep[];
  /** What was noted, ready to be saved. Throws `nothing_recorded` and, while something is not at rest, `not_at_rest`. */
  recording(name: string): Recording;
}

/** With a fault on, what does not change for so long counts as what the fault leads to, in milliseconds. */
const QUIET_MS = 1_500;

interface OpenStep {
  readonly action: Action;
  progress: StepProgress;
  doneAt: number;
  after: Observation | null;
}

/** Makes a recorder for a stage on which nothing was done yet. */
export function createRecorder(): Recorder {
  let steps: OpenStep[] = [];
  let latest: { seen: Observation; since: number } | undefined;

  /** Whether a look shows what the last step leads to. */
  function isSettled(look: Look, seen: Observation, lookedAt: number): boolean {
    if (seen.rest) return true;
    const isStarting =
      look.bot.state === 'starting' && !look.faults.has('database') && !look.faults.has('telegram');
    if (look.faults.size === 0 || isStarting || !isDeepStrictEqual(latest?.seen, seen)) {
      latest = { seen, since: lookedAt };
      return false;
    }
    return lookedAt - (latest?.since ?? lookedAt) > QUIET_MS;
  }

  return {
    begin(action) {
      const last = steps.at(-1);
      if (last !== undefined && last.progress !== 'seen') last.progress = 'overtaken';
      const step: OpenStep = { action, progress: 'doing', doneAt: 0, after: null };
      steps.push(step);
      latest = undefined;
      return {
        done() {
          step.doneAt = performance.now();
          if (step.progress === 'doing') step.progress = 'settling';
        },
        refused() {
          steps = steps.filter((each) => each !== step);
        },
      };
    },
    see(look, lookedAt) {
      const last = steps.at(-1);
      if (last?.progress !== 'settling' || lookedAt < last.doneAt) return;
      last.after = observationOf(look);
      if (isSettled(look, last.after, lookedAt)) last.progress = 'seen';
    },
    steps: () => steps,
    recording(name) {
      if (steps.length === 0) {
        throw new AppError('nothing_recorded', 'Nothing was done yet.');
      }
      if (steps.at(-1)?.progress !== 'seen') {
        throw new AppError(
          'not_at_rest',
          'The bot is still at work. Wait until the last step is settled.',
        );
      }
      return { version: RECORDING_VERSION, name, steps: onlyChanges(steps) };
    },
  };
}

/** Leaves out the phones on which a step changed nothing. */
function onlyChanges(steps: readonly OpenStep[]): Recording['steps'] {
  const known: Record<string, Seen> = {};
  return steps.map(({ action, progress, after }) => {
    const compared = progress === 'seen';
    if (after === null) return { action, compared, after };
    const changed = Object.entries(after.phones).filter(
      ([alias, seen]) => !isDeepStrictEqual(known[alias], seen),
    );
    Object.assign(known, after.phones);
    return { action, compared, after: { ...after, phones: Object.fromEntries(changed) } };
  });
}
