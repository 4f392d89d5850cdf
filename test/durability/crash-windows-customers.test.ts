import { describe, expect, test, vi } from 'vitest';
import type { FaultPoint } from '../../src/faults.ts';
import { createDurableBot, type DurableBot, PATIENCE } from '../support/bot/durable-bot.ts';
import {
  conversation,
  crashIn,
  doStep,
  type Said,
  untilDone,
  withoutRepeats,
} from '../support/crashes/crash-case.ts';
import { GREETING, pointsOf, type Step, verification } from '../support/crashes/crash-steps.ts';
import { insertCard } from '../support/data/cards.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';

/** Between these an answer was sent and is not known to be. */
const MAY_REPEAT: readonly FaultPoint[] = ['after-show', 'before-finish'];

/** A question of a customer, and what must be counted when it was answered. */
interface Question {
  ask(bot: DurableBot): Promise<Step>;
  readonly counted: { readonly checks: number; readonly logged: number }[];
}

const questions: Record<string, Question> = {
  verification: {
    ask: async (bot) => verification((await insertCard(bot.database())).code),
    counted: [{ checks: 1, logged: 1 }],
  },
  greeting: { ask: async () => GREETING, counted: [] },
};

async function expectCounted({ rows }: DurableBot, { counted }: Question): Promise<void> {
  const cards = await rows(
    `select checks, (select count(*)::int from verification where card_id = card.id) as logged
     from card`,
  );
  expect(cards).toEqual(counted);
  const updates = 'select count(*)::int as taken, count(payload)::int as kept from taken_update';
  expect(await rows(updates)).toEqual([{ taken: 1, kept: 0 }]);
  expect(await rows('select messages from person')).toEqual([{ messages: 1 }]);
}

describe.concurrent.each(Object.entries(questions))('a %s', (_name, question) => {
  const undisturbed = Promise.withResolvers<readonly Said[]>();
  undisturbed.promise.catch(() => {});

  test('that nothing disturbs passes the fault points that are said of it', async (context) => {
    try {
      const bot = await createDurableBot(context);
      const step = await question.ask(bot);
      await doStep(bot, step);
      const passed = () => new Set(bot.process().hits());
      await vi.waitFor(() => expect(passed()).toEqual(new Set(pointsOf(step))), PATIENCE);
      await expectCounted(bot, question);
      undisturbed.resolve(conversation(await bot.customer.messages()));
    } catch (error) {
      undisturbed.reject(error);
      throw error;
    }
  });

  test.for(
    pointsOf(GREETING),
  )('is answered when its process is killed at %s', async (point, context) => {
    const bot = await createDurableBot(context);
    const step = await question.ask(bot);
    await crashIn(bot, step, { point, ofResult: false });
    await bot.start();
    await untilDone(bot, step);
    await expectCounted(bot, question);
    const { said, repeats } = withoutRepeats(conversation(await bot.customer.messages()));
    expect(said).toEqual(await undisturbed.promise);
    expect(repeats).toBe(MAY_REPEAT.includes(point) ? 1 : 0);
    reportOutcome(
      'crashWindows',
      [step.name, point],
      repeats === 0 ? 'answered and counted once' : 'counted once, answered twice',
    );
  });
});
