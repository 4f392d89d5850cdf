import { describe, expect, test } from 'vitest';
import type { FaultPoint } from '../../src/faults.ts';
import { createDurableBot, type DurableBot } from '../support/bot/durable-bot.ts';
import {
  COMPLETE,
  type CrashPoint,
  crashIn,
  doStep,
  expectTidyStore,
  harvest,
  openHome,
  untilDone,
} from '../support/crashes/crash-case.ts';
import { WIZARD } from '../support/crashes/crash-steps.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';

const CASES: readonly [step: string, at: CrashPoint][] = [
  ['original photo', { point: 'before-take-commit', ofResult: false }],
  ['original photo', { point: 'after-run-claim', ofResult: false }],
  ['description', { point: 'after-insert', ofResult: false }],
  ['packaged photo', { point: 'after-store', ofResult: false }],
  ['packaged photo', { point: 'after-show', ofResult: true }],
];

/** Work that a dead process left is sent anew, and not found by the heartbeat that it missed. */
async function expectNoJobWasRetried({ rows }: DurableBot): Promise<void> {
  const retried = 'select name from job where retry_count > 0';
  expect(await rows(retried)).toEqual([]);
}

describe.concurrent('with the embedded PostgreSQL, a wizard', () => {
  test.for(CASES)('killed in the step "%s" goes on at once after the start: %o', async ([
    name,
    at,
  ], context) => {
    const bot = await createDurableBot(context, { embedded: true });
    await openHome(bot);
    for (const step of WIZARD) {
      if (step.name !== name) {
        await doStep(bot, step);
        continue;
      }
      await crashIn(bot, step, at);
      await bot.start();
      await untilDone(bot, step);
      await expectNoJobWasRetried(bot);
    }
    expect(await harvest(bot)).toMatchObject(COMPLETE);
    await expectTidyStore(bot);
    report(name, at.point);
  });
});

function report(step: string, point: FaultPoint): void {
  const what = `embedded PostgreSQL: killed in the step "${step}" at ${point}`;
  reportOutcome('recovery', what, 'finished at once by the next start');
}
