import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import type { Fault } from '../../playground/bot-api/faults.ts';
import type { Faults } from '../../src/faults.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import {
  begin,
  expectOneWholeCard,
  giveDescription,
  giveOriginal,
  PATIENT,
  type PatientStep,
  untilEqual,
  WHOLE_WIZARD,
  walk,
  walkFrom,
  walkTo,
} from '../support/bot/patient-steps.ts';
import { startTappedBot } from '../support/bot/tapped-bot.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { untilSettled } from '../support/session/sessions.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

const WAYS = [
  ['long polling', startTestBot],
  ['webhook', startTappedBot],
] as const;

/** What keeps one chat waiting, and the step of a wizard at which it does. */
interface Trouble {
  readonly name: string;
  readonly at: PatientStep;
  /** Null: what was downloaded is held up. */
  readonly fault: (Partial<Fault> & Pick<Fault, 'method' | 'kind'>) | null;
}

/** Again and again, until the faults are cleared. */
const ALWAYS = 1_000;

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a call that hangs',
    at: begin,
    fault: { method: 'editMessageText', kind: 'hang', times: ALWAYS },
  },
  {
    name: 'a slow upload',
    at: giveDescription,
    fault: { method: 'sendPhoto', kind: 'hang', times: ALWAYS },
  },
  {
    name: 'a slow operation',
    at: giveOriginal,
    fault: null,
  },
  {
    name: '429 for 300 s',
    at: begin,
    fault: { method: 'editMessageText', kind: 'error', error_code: 429, retry_after: 300 },
  },
];

/** As if the time had come that Telegram named: a process keeps it in memory, and the database for the next one. */
async function letTimePass({ database, restart }: TestBot, { id }: Phone): Promise<void> {
  await restart();
  await rowsOf(database, 'update admin_session set due_at = now() where admin_id = ?', [id]);
  await rowsOf(
    database,
    `update job set start_after = now() where name = 'later' and singleton_key = ?`,
    [`screen:${id}`],
  );
}

async function startTwo(
  { onTestFinished }: TestContext,
  start: (typeof WAYS)[number][1],
): Promise<{ bot: TestBot; stuck: Phone; other: Phone; held: Held }> {
  const held = createHeld();
  let isFirst = true;
  const faults: Faults = async (point) => {
    if (point !== 'after-download' || !isFirst) return;
    isFirst = false;
    await held.hold();
  };
  const bot = await start({ admins: 2, faults });
  onTestFinished(() => bot.close());
  const [stuck, other] = bot.admins;
  if (stuck === undefined || other === undefined) throw new Error('there are too few admins');
  return { bot, stuck, other, held };
}

describe.concurrent('chats side by side', () => {
  const cases = WAYS.flatMap(([way, start]) =>
    TROUBLES.map((trouble) => ({ way, start, trouble })),
  );
  test.for(
    cases.map(({ way, trouble, start }) => [way, trouble.name, trouble, start] as const),
  )('by %s: %s in one chat delays no other', async ([way, , trouble, start], context) => {
    const { bot, stuck, other, held } = await startTwo(context, start);
    const { at, fault } = trouble;
    if (fault !== null) held.release();
    await walkTo(stuck, at);
    await untilSettled(bot.database, PATIENT.timeout);
    if (fault !== null) await bot.playground.fault({ ...fault, chat_id: stuck.id });
    await at.act(stuck);
    if (fault === null) await held.reached;
    await untilEqual(() => isWaiting(bot, stuck), true);

    await walk(other, WHOLE_WIZARD);
    await bot.customer.send('/start');
    await bot.customer.waitFor('Hello!', PATIENT);
    const store = createFilePhotoStore(join(bot.dataDir, 'photos'));
    await expectOneWholeCard(bot.database, store, other.id);

    expect(await isWaiting(bot, stuck)).toBe(true);
    held.release();
    if (fault?.kind === 'error') await letTimePass(bot, stuck);
    else await bot.playground.clearFaults();
    await stuck.waitFor(trouble.at.shows, PATIENT);
    await walkFrom(stuck, next(trouble.at));
    await untilSettled(bot.database, PATIENT.timeout);
    await expectOneWholeCard(bot.database, store, stuck.id);
    reportOutcome(
      'faults',
      ['Telegram', `${trouble.name} in one chat, ${way}`],
      'other chats go on meanwhile; this one when it is over',
    );
  });
});

/** Whether there is something that an admin does not see yet. */
async function isWaiting({ database }: TestBot, { id }: Phone): Promise<boolean> {
  const open = `select 1 from admin_session
    where admin_id = ? and (child is not null or shown_revision < revision)`;
  return (await rowsOf(database, open, [id])).length > 0;
}

function next(step: PatientStep): PatientStep {
  const following = WHOLE_WIZARD[WHOLE_WIZARD.indexOf(step) + 1];
  if (following === undefined) throw new Error('there is no step behind it');
  return following;
}
