import { describe, expect, test, vi } from 'vitest';
import type { FaultPoint } from '../../src/faults.ts';
import { createDurableBot, type DurableBot, PATIENCE } from '../support/bot/durable-bot.ts';
import type { FaultyBot } from '../support/bot/faulty-bots.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import {
  COMPLETE,
  conversation,
  doStep,
  expectTidyStore,
  harvest,
  openHome,
  untilDone,
  withoutRepeats,
} from '../support/crashes/crash-case.ts';
import { pointsOf, type Step, verification, WIZARD } from '../support/crashes/crash-steps.ts';
import { insertCard } from '../support/data/cards.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';

/** Where in the wizard a process is paused: in a step with an operation, and in one without. */
const PAUSES: readonly (readonly [index: 1 | 2, point: FaultPoint])[] = [
  ...pointsOf(WIZARD[1]).map((point) => [1, point] as const),
  ...pointsOf(WIZARD[2]).map((point) => [2, point] as const),
];

/** Paused there, a process comes back with a result that nobody waits for any more. */
const IN_OPERATION: readonly FaultPoint[] = [
  'after-run-claim',
  'after-download',
  'after-store',
  'before-result-commit',
];

/** Has a process come to a point of a step and freezes it there; another process then does its work. */
async function pauseIn(bot: DurableBot, step: Step, point: FaultPoint): Promise<FaultyBot> {
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

/** Its result came too late, or its job's signal, which missed the heartbeat as well, cut it off before it had one. */
async function untilTurnedAway(paused: FaultyBot): Promise<void> {
  const turnedAway = (line: string) => /"settled":"overtaken"|operation was cut off/.test(line);
  await vi.waitFor(() => expect(paused.logged().filter(turnedAway)).toHaveLength(1), PATIENCE);
}

describe.concurrent('a process that was paused for longer than its heartbeat', () => {
  test.for(
    PAUSES.map(([index, point]) => [WIZARD[index].name, point, index] as const),
  )('in the step "%s" at %s changes nothing when it is woken, and works on', async ([
    name,
    point,
    index,
  ], context) => {
    const bot = await createDurableBot(context);
    await openHome(bot);
    const [step, next] = [WIZARD[index], WIZARD[index + 1] ?? WIZARD[index]];
    for (const before of WIZARD.slice(0, index)) await doStep(bot, before);
    const paused = await pauseIn(bot, step, point);
    await doStep(bot, next);
    await wake(bot, paused, point);
    if (IN_OPERATION.includes(point)) await untilTurnedAway(paused);
    for (const after of WIZARD.slice(index + 2)) await doStep(bot, after);
    expect(await harvest(bot)).toMatchObject(COMPLETE);
    expect((await bot.admin.last()).text).toContain('The card is active');
    expect(paused.isAlive()).toBe(true);
    await expectTidyStore(bot);
    reportOutcome(
      'recovery',
      `paused in the step "${name}" at ${point}, and woken a step later`,
      'another process did the work, the woken one changed nothing and worked on',
    );
  });

  test('feeds nothing when its failure comes after the admin’s next try has begun', async (context) => {
    const bot = await createDurableBot(context);
    const { admin, playground } = bot;
    await openHome(bot);
    const [start, originalPhoto, ...others] = WIZARD;
    await doStep(bot, start);
    const paused = bot.process();
    await paused.arm({ point: 'after-run-claim', kind: 'hold', times: 1 });
    await originalPhoto.act(bot);
    await paused.held('after-run-claim');
    paused.signal('SIGSTOP');
    await playground.fault({ method: 'file', kind: 'error', error_code: 500 });
    const second = await bot.start();
    await admin.waitFor(screen('away right now'), PATIENCE);
    await second.arm({ point: 'before-result-commit', kind: 'hold', times: 1 });
    await admin.press('Try again', PATIENCE);
    await second.held('before-result-commit');

    await playground.fault({ method: 'file', kind: 'error', error_code: 500 });
    paused.release('after-run-claim');
    paused.signal('SIGCONT');
    await untilTurnedAway(paused);
    const [{ state, attempt } = {}] = await bot.rows(
      `select snapshot #>> '{value,addCard}' as state, attempt from admin_session`,
    );
    expect({ state, attempt }).toEqual({ state: 'storingOriginal', attempt: 2 });
    await playground.clearFaults();
    second.release('before-result-commit');
    await untilDone(bot, originalPhoto);
    for (const step of others) await doStep(bot, step);
    expect(await harvest(bot)).toMatchObject(COMPLETE);
    await expectTidyStore(bot);
    reportOutcome(
      'recovery',
      'its failure comes after the admin tried again',
      'the failure is fed to nobody; the next try goes on to its end',
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
