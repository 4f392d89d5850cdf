import { describe, expect, test, vi } from 'vitest';
import type { FaultPoint } from '../../../src/faults.ts';
import { createDurableBot, type DurableBot, PATIENCE } from '../bot/durable-bot.ts';
import { reportOutcome } from '../reports/durability-report.ts';
import { OF_RESULT } from '../reports/durability-sections.ts';
import {
  type CrashPoint,
  conversation,
  crashIn,
  doStep,
  expectTidyStore,
  harvest,
  openHome,
  type Said,
  untilDone,
  withoutRepeats,
} from './crash-case.ts';
import { pointsOf, SHOW_POINTS, type Step } from './crash-steps.ts';

/** What a run leaves behind, and what was said in it. */
interface Left {
  readonly harvest: unknown;
  readonly said: readonly Said[];
}

/** Between these a screen was sent and is not known to be. */
const MAY_REPEAT: readonly FaultPoint[] = ['after-show', 'before-finish'];

/** Every place at which a step can be interrupted: its fault points, and those of its result's screen again. */
function crashPointsOf(step: Step): CrashPoint[] {
  const points = pointsOf(step).map((point) => ({ point, ofResult: false }));
  if (step.effect === 'none') return points;
  return [...points, ...SHOW_POINTS.map((point) => ({ point, ofResult: true }))];
}

/**
 * The rows of the crash table for some steps of a wizard: at each point of each a process is killed,
 * the next one is started, the wizard goes on, and what is left behind is compared with what an
 * undisturbed run leaves.
 *
 * @param wizard all its steps, in order
 * @param steps those in which processes are killed
 */
export function testCrashes(wizard: readonly Step[], steps: readonly Step[]): void {
  const undisturbed = Promise.withResolvers<Left>();
  undisturbed.promise.catch(() => {});

  describe.concurrent('a wizard', () => {
    test('that nothing disturbs passes the fault points that are said of its steps', async (context) => {
      try {
        const bot = await createDurableBot(context);
        await openHome(bot);
        for (const step of wizard) {
          const before = bot.process().hits().length;
          await doStep(bot, step);
          const passed = () => new Set(bot.process().hits().slice(before));
          await vi.waitFor(() => expect(passed()).toEqual(new Set(pointsOf(step))), PATIENCE);
        }
        const left = await leftBy(bot);
        expect(withoutRepeats(left.said).repeats).toBe(0);
        undisturbed.resolve(left);
        await expectTidyStore(bot);
      } catch (error) {
        undisturbed.reject(error);
        throw error;
      }
    });

    const rows = steps.flatMap((step) => crashPointsOf(step).map((at) => ({ step, at })));
    test.for(
      rows.map(({ step, at }) => [step.name, nameOf(at), step, at] as const),
    )('killed in the step "%s" at %s goes on as if nothing had been', async ([
      ,
      ,
      step,
      at,
    ], context) => {
      const bot = await createDurableBot(context);
      await runInterrupted(bot, wizard, step, at);
      await expectTidyStore(bot);
      expectSame(await leftBy(bot), await undisturbed.promise, { step, at });
    });
  });
}

/** The wizard, with the process killed at one point and the next one started. */
async function runInterrupted(
  bot: DurableBot,
  wizard: readonly Step[],
  step: Step,
  at: CrashPoint,
): Promise<void> {
  await openHome(bot);
  for (const each of wizard) {
    if (each !== step) {
      await doStep(bot, each);
      continue;
    }
    await crashIn(bot, step, at);
    await bot.start();
    await untilDone(bot, step);
  }
}

async function leftBy(bot: DurableBot): Promise<Left> {
  return { harvest: await harvest(bot), said: conversation(await bot.admin.messages()) };
}

/** Expects the same to be left, but for a repeated screen where its showing was not noted; puts the row into the document. */
function expectSame(
  left: Left,
  undisturbed: Left,
  { step, at }: { step: Step; at: CrashPoint },
): void {
  const { said, repeats } = withoutRepeats(left.said);
  expect(said).toEqual(undisturbed.said);
  expect(left.harvest).toEqual(undisturbed.harvest);
  expect(repeats).toBeLessThanOrEqual(MAY_REPEAT.includes(at.point) ? 1 : 0);
  const outcome = repeats === 0 ? 'the same conversation' : 'the same, its screen shown twice';
  reportOutcome('crashWindows', [step.name, nameOf(at)], outcome);
}

function nameOf({ point, ofResult }: CrashPoint): string {
  return ofResult ? `${point}${OF_RESULT}` : point;
}
