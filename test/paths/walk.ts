import { describe, expect, test } from 'vitest';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import type { Expected } from '../machines/plan-rules.ts';
import { happened, planned } from '../machines/planned.ts';
import type { Path, Step } from './path.ts';
import { allTurns, isRefusal, turnsOf } from './turns.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What was walked of the machine, for the end of the output. */
    walked?: string;
  }
}

/** What came of one step, for those who look at it. */
export interface Stepped {
  readonly step: Step;
  readonly before: AdminSnapshot;
  readonly after: AdminSnapshot;
  /** What the plan says; what happened is the same by then. */
  readonly expected: Expected;
}

/** One admin on one path, at one depth. */
export interface Walker {
  /** The session as it is now. */
  session(): Promise<AdminSnapshot>;
  /** Does the step, and waits until all has come of it. `ahead` are the steps after it. */
  take(step: Step, ahead: readonly Step[]): Promise<void>;
  /** Whether the last step left the session as it was. */
  isUnchanged(before: AdminSnapshot, after: AdminSnapshot): boolean;
  /** Looks at everything that the depth has to show of the state to which the step has led. Throws what does not hold. */
  see(stepped: Stepped, state: StatePath): Promise<void>;
  /** Ends what the path has left behind. */
  end(): Promise<void>;
}

/** Where paths are walked. */
export interface Depth {
  /** Returns an admin with a new session; `index` counts the paths from 0. */
  begin(path: Path, index: number): Promise<Walker>;
}

/** What of the machine was walked at one depth. */
interface Walked {
  readonly turns: Set<string>;
  steps: number;
  tests: number;
}

/**
 * Declares a test for every path, named by its sentence, and one at the end that fails while a
 * transition of the machine was not walked, or a guard never refused one.
 */
export function describeDepth(name: string, paths: readonly Path[], depth: () => Depth): void {
  const walked: Walked = { turns: new Set(), steps: 0, tests: 0 };
  describe(name, () => {
    test.each(
      paths.map((path, index) => [path.sentence, path, index] as const),
    )('%s', async (_, path, index) => {
      await walk(depth(), path, index, walked);
      walked.tests += 1;
    });

    test('every transition of the machine was walked', ({ task }) => {
      task.meta.walked = `${name}: ${summaryOf(walked, paths.length)}`;
      expect([...allTurns()].filter((turn) => !walked.turns.has(turn))).toEqual([]);
    });
  });
}

function summaryOf({ tests, steps, turns }: Walked, paths: number): string {
  const count = (what: string, fits: (turn: string) => boolean) => {
    const all = [...allTurns()].filter(fits);
    return `${all.filter((turn) => turns.has(turn)).length} of ${all.length} ${what}`;
  };
  const transitions = count('transitions', (turn) => !isRefusal(turn));
  return `${tests} of ${paths} paths in ${steps} steps, ${transitions}, ${count('guards refusing', isRefusal)}`;
}

async function walk(depth: Depth, path: Path, index: number, walked: Walked): Promise<void> {
  const walker = await depth.begin(path, index);
  try {
    for (const [at, step] of path.steps.entries()) {
      const before = await walker.session();
      const expected = planned(step.name, before);
      await walker.take(step, path.steps.slice(at + 1));
      const after = await walker.session();
      const label = `step ${at + 1}, ${step.name}`;
      expect(happened(before, after, walker.isUnchanged(before, after)), label).toEqual(expected);
      await walker.see({ step, before, after, expected }, statePath(after));
      for (const turn of turnsOf({ before, event: step.event })) walked.turns.add(turn);
      walked.steps += 1;
    }
  } finally {
    await walker.end();
  }
}
