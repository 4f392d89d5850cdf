import { describe, expect, test, vi } from 'vitest';
import { FAULT_POINTS, type FaultPoint } from '../../src/faults.ts';
import { insertCard } from '../support/cards.ts';
import {
  conversation,
  doStep,
  expectTidyStore,
  harvest,
  openHome,
  untilDone,
  withoutRepeats,
} from '../support/crash-case.ts';
import { pointsOf, type Step, verification, WIZARD } from '../support/crash-steps.ts';
import { reportOutcome } from '../support/durability-report.ts';
import { createDurableBot, type DurableBot, PATIENCE } from '../support/durable-bot.ts';
import type { FaultyBot } from '../support/faulty-bots.ts';

const [start, photoStep, ...rest] = WIZARD;

/** Paused there, a process comes back with a result that nobody waits for any more. */
const IN_OPERATION: readonly FaultPoint[] = [
  'after-run-claim',
  'after-download',
  'after-store',
  'before-result-commit',
];

/** Has a process come to a point of a step and freezes it there; another process then does its work. */
async function pauseIn(
  bot: DurableBot,
  step: Step,
  point: FaultPoint,
): Promise<FaultyBot> {
  const paused = bot.process();
  await paused.arm({ point, kind: 'hold', times: 1 });
  await step.act(bot);
  await paused.held(point);
  paused.signal('SIGSTOP');
  await bot.start();
  await untilDone(bot, step);
  return paused;
}

/** Wakes a frozen process, which goes on where it was; the other one ends, so that this one has to do what follows. */
async function wake(bot: DurableBot, paused: FaultyBot, point: FaultPoint) {
  await bot.process().kill();
  paused.release(point);
  paused.signal('SIGCONT');
}

describe.concurrent('a process that was paused for longer than its heartbeat', () => {
  test.for(
    FAULT_POINTS,
  )('in a wizard at %s changes nothing when it is woken, and works on', async (point, context) => {
    if (start === undefined || photoStep === undefined) throw new Error('the wizard has steps');
    const bot = await createDurableBot(context);
    await openHome(bot);
    await doStep(bot, start);
    const paused = await pauseIn(bot, photoStep, point);
    const before = await harvest(bot);
    await wake(bot, paused, point);
    await doStep(bot, rest[0] ?? start);
    expect(before).toMatchObject({
      sessions: [{ state: { addCard: 'name' }, child: null, run: 0 }],
    });
    for (const step of rest.slice(1)) await doStep(bot, step);
    expect(await harvest(bot)).toMatchObject({
      cards: [{ name: 'Dragon of the <North>', status: 'active', checks: 0, logged: 0 }],
      photos: [{ slot: 'original' }, { slot: 'packaged' }],
      updates: [{ unfinished: 0 }],
      sessions: [{ state: { addCard: 'done' }, child: null, run: 0, set_aside_at: null }],
    });
    expect((await bot.admin.last()).text).toContain('The card is active');
    expect(paused.isAlive()).toBe(true);
    await expectTidyStore(bot);
    reportOutcome(
      'recovery',
      `paused in the step "original photo" at ${point} and woken`,
      'another process did the work, the woken one changed nothing and worked on',
    );
  });

  test.for(
    pointsOf(verification('')),
  )('in a verification at %s counts nothing twice', async (point, context) => {
    const bot = await createDurableBot(context);
    const step = verification((await insertCard(bot.database())).code);
    const paused = await pauseIn(bot, step, point);
    await wake(bot, paused, point);
    await bot.customer.send('/help');
    await bot.customer.waitFor('How to check a card', { timeout: 60_000 });
    await bot.untilSettled();
    expect(
      await bot.rows('select checks, (select count(*)::int from verification) as logged from card'),
    ).toEqual([{ checks: 1, logged: 1 }]);
    const { said } = withoutRepeats(conversation(await bot.customer.messages()));
    expect(said.filter(({ who }) => who === 'bot').length).toBeGreaterThanOrEqual(2);
    reportOutcome(
      'recovery',
      `paused in a verification at ${point} and woken`,
      'answered by another process, counted once',
    );
  });
});
