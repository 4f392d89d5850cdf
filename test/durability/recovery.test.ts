import type { Message } from '@grammyjs/types';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createDurableBot, type DurableBot, PATIENCE } from '../support/bot/durable-bot.ts';
import { doStep, expectTidyStore, openHome, untilDone } from '../support/crashes/crash-case.ts';
import { type Step, WIZARD } from '../support/crashes/crash-steps.ts';
import type { Phone } from '../support/playground/playground.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { freePort } from '../support/servers/free-port.ts';
import { runScript } from '../support/sources/run-script.ts';

const RUNS = 5;
const [start, photoStep, nameStep, descriptionStep, packagedStep] = WIZARD;

/** The same bot in the hand of another admin. */
function inHandOf(bot: DurableBot, admin: Phone): DurableBot {
  return { ...bot, admin };
}

async function walk(bot: DurableBot, ...steps: Step[]): Promise<void> {
  await openHome(bot);
  for (const step of steps) await doStep(bot, step);
}

/** Does a step of one admin without waiting for what others still wait for. */
async function doStepAlone(bot: DurableBot, step: Step): Promise<void> {
  await step.act(bot);
  await step.who(bot).waitFor(step.shows, PATIENCE);
}

/** The request id of the last line with this message. */
function requestOf(logged: readonly string[], message: string): string {
  const lines = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message);
  return z.string().parse(lines.at(-1)?.requestId);
}

describe.concurrent('an operation', () => {
  test('that kills its process five times is given up: the admin, the log and the operator see it, and it can be tried again', async (context) => {
    const port = String(await freePort());
    const bot = await createDurableBot(context, { embedded: true, env: { PORT: port } });
    const { admin } = bot;
    await walk(bot, start, photoStep, nameStep);
    await bot.process().arm({ point: 'after-run-claim', kind: 'kill' });
    await descriptionStep.act(bot);
    expect(await bot.process().ended).toBe('SIGKILL');
    const requestId = requestOf(bot.process().logged(), 'operation begins');
    for (let run = 2; run <= RUNS; run++) {
      const poisoned = await bot.start(['after-run-claim']);
      expect(await poisoned.ended).toBe('SIGKILL');
    }

    const healthy = await bot.start();
    const offered = (message: Message) =>
      message.reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [];
    const failed = await admin.waitFor((message) => offered(message).length > 0, PATIENCE);
    expect(offered(failed)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Try again'),
        expect.stringContaining('Cancel'),
      ]),
    );
    await bot.untilSettled();
    expect(healthy.logged().filter((line) => line.includes('operation is given up'))).toHaveLength(
      1,
    );
    expect(requestOf(healthy.logged(), 'operation is given up')).toBe(requestId);
    expect(await bot.rows('select 1 from card')).toEqual([]);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(await metrics.text()).toMatch(
      /^cardseal_operations_given_up_total\{operation="registerCard"\} 1$/m,
    );

    const list = await runScript('scripts/sessions.ts', ['list'], bot.env);
    expect(list.output).toMatch(
      new RegExp(`${admin.id}.*registeringFailed.*gave_up.*\\d{4}-\\d\\d`),
    );
    const retried = await runScript('scripts/sessions.ts', ['retry', String(admin.id)], bot.env);
    expect(retried).toMatchObject({ code: 0 });
    await untilDone(bot, descriptionStep);
    await doStep(bot, packagedStep);
    expect(await bot.rows('select status from card')).toEqual([{ status: 'active' }]);
    await expectTidyStore(bot);
    reportOutcome(
      'recovery',
      'an operation kills its process five times',
      'given up; Try again and Cancel shown; logged, counted, listed; the operator put it back and it was done',
    );
  });

  test('that hangs keeps no other admin waiting', async (context) => {
    const bot = await createDurableBot(context);
    const other = inHandOf(bot, await bot.playground.admin({ language_code: 'en' }));
    await walk(bot, start);
    await bot.process().arm({ point: 'after-run-claim', kind: 'hold', times: 1 });
    await photoStep.act(bot);
    await bot.process().held('after-run-claim');

    await other.admin.send('/admin');
    for (const step of WIZARD) await doStepAlone(other, step);
    expect(await bot.rows('select status from card')).toEqual([{ status: 'active' }]);
    bot.process().release('after-run-claim');
    await untilDone(bot, photoStep);
    reportOutcome(
      'recovery',
      'an operation hangs',
      'another admin’s whole wizard goes on meanwhile',
    );
  });

  test('that fails unexpectedly each time is given up after five runs while another admin’s wizard goes on', async (context) => {
    const bot = await createDurableBot(context);
    const other = inHandOf(bot, await bot.playground.admin({ language_code: 'en' }));
    await walk(bot, start);
    await bot.process().arm({ point: 'after-download', kind: 'throw', times: RUNS });
    await photoStep.act(bot);
    await other.admin.send('/admin');
    await doStepAlone(other, start);
    await bot.admin.press('Try again', PATIENCE);
    await untilDone(bot, photoStep);
    await doStep(other, photoStep);
    const states = "select snapshot ->> 'value' as state from admin_session";
    expect(await bot.rows(states)).toEqual([
      { state: '{"addCard": "name"}' },
      { state: '{"addCard": "name"}' },
    ]);
    reportOutcome(
      'recovery',
      'an operation fails unexpectedly five times',
      'given up; Try again did it; another admin’s wizard went on meanwhile',
    );
  });
});

describe.concurrent('after a crash', () => {
  test('several sessions are finished at a time, while new updates arrive', async (context) => {
    const bot = await createDurableBot(context);
    const others = await Promise.all(
      [1, 2].map(() => bot.playground.admin({ language_code: 'en' })),
    );
    const [first, second, third] = [bot, ...others.map((admin) => inHandOf(bot, admin))] as const;
    if (second === undefined || third === undefined) throw new Error('there are three admins');
    await walk(first, start);
    await walk(second, start, photoStep, nameStep);
    await walk(third, start, photoStep, nameStep, descriptionStep);
    const process = bot.process();
    await process.arm({ point: 'after-run-claim', kind: 'hold' });
    await photoStep.act(first);
    await descriptionStep.act(second);
    await packagedStep.act(third);
    const running = 'select 1 from admin_session where child is not null and run = 1';
    await vi.waitFor(async () => expect(await bot.rows(running)).toHaveLength(3), PATIENCE);
    await process.kill();

    await third.admin.send('is it there yet?');
    await bot.customer.send('/start');
    await bot.start();
    await bot.customer.waitFor('Hello!', PATIENCE);
    await third.admin.send('/stats');
    await first.admin.waitFor(photoStep.shows, PATIENCE);
    await second.admin.waitFor(descriptionStep.shows, PATIENCE);
    await bot.untilSettled();
    for (const step of [nameStep, descriptionStep, packagedStep]) await doStep(first, step);
    await doStep(second, packagedStep);
    expect(await bot.rows('select status from card')).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'active' })),
    );
    await expectTidyStore(bot);
    reportOutcome(
      'recovery',
      'killed with three operations in hand, and new updates arrive',
      'all three finished, every new update answered, three cards',
    );
  });
});
