import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import type { Fault } from '../../playground/bot-api/faults.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import {
  expectOneWholeCard,
  giveDescription,
  giveName,
  giveOriginal,
  givePackaged,
  linesWith,
  PATIENT,
  walk,
  walkTo,
} from '../support/bot/patient-steps.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen } from '../support/bot/wizard-steps.ts';
import { startSlowFiles } from '../support/playground/slow-files.ts';
import { reportOutcome } from '../support/reports/durability-report.ts';
import { untilSettled } from '../support/session/sessions.ts';

const FAILED = screen('The photo could not be saved. Nothing is lost.');

type OrderedFault = Partial<Fault> & Pick<Fault, 'method' | 'kind'>;

async function startBot({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const bot = await startTestBot();
  onTestFinished(() => bot.close());
  return bot;
}

/** The codes under which operations failed. */
function failures({ logged }: TestBot): unknown[] {
  return linesWith(logged, { msg: 'operation failed' }).map(({ code }) => code);
}

async function expectUnharmed({ admin, database, dataDir, logged }: TestBot): Promise<void> {
  await untilSettled(database, PATIENT.timeout);
  const store = createFilePhotoStore(join(dataDir, 'photos'));
  await expectOneWholeCard(database, store, admin.id);
  expect(logged.filter((line) => line.startsWith('fatal'))).toEqual([]);
}

/** Both photos of a wizard meet a fault that passes, and need another try and nothing else. */
async function expectAnotherTry(
  bot: TestBot,
  harm: () => Promise<void>,
  mend: () => Promise<void>,
): Promise<void> {
  const { admin } = bot;
  await walkTo(admin, giveOriginal);
  for (const photo of [giveOriginal, givePackaged]) {
    await harm();
    await photo.act(admin);
    await admin.waitFor(FAILED, PATIENT);
    await mend();
    await admin.press('Try again', PATIENT);
    await admin.waitFor(photo.shows, PATIENT);
    if (photo === giveOriginal) await walk(admin, [giveName, giveDescription]);
  }
  expect(failures(bot)).toEqual(['telegram_unavailable', 'telegram_unavailable']);
  await expectUnharmed(bot);
}

function report(fault: string, outcome: string): void {
  reportOutcome('faults', ['Telegram', `a photo's file: ${fault}`], outcome);
}

const AGAIN = 'the admin is offered to try again, and it goes on; logged as telegram_unavailable';

describe.concurrent('the file of a photo', () => {
  test.for([
    ['500', { method: 'file', kind: 'error', error_code: 500 }],
    ['cut before it begins', { method: 'file', kind: 'drop_before' }],
    ['cut in the middle', { method: 'file', kind: 'drop_after' }],
    ['429 for 60 s', { method: 'getFile', kind: 'error', error_code: 429, retry_after: 60 }],
  ] as const satisfies readonly (readonly [string, OrderedFault])[])('meets %s', async ([
    name,
    fault,
  ], context) => {
    const bot = await startBot(context);
    await expectAnotherTry(
      bot,
      () => bot.playground.fault(fault),
      async () => {},
    );
    report(name, AGAIN);
  });

  test('drips more slowly than its deadline', async (context) => {
    const bot = await startBot(context);
    const slow = await startSlowFiles(bot.playground.url);
    context.onTestFinished(() => slow.close());
    await bot.restart({ TELEGRAM_API_ROOT: slow.root });
    const set = (to: boolean) => async () => {
      slow.isDripping = to;
    };
    await expectAnotherTry(bot, set(true), set(false));
    report('drips more slowly than its deadline', AGAIN);
  });

  test('is asked for with a 429 of 2 s', async (context) => {
    const bot = await startBot(context);
    await walkTo(bot.admin, giveOriginal);
    const fault = { method: 'getFile', kind: 'error', error_code: 429, retry_after: 2 } as const;
    await bot.playground.fault(fault);
    await walk(bot.admin, [giveOriginal, giveName, giveDescription, givePackaged]);
    expect(failures(bot)).toEqual([]);
    await expectUnharmed(bot);
    report('429 for 2 s', 'the admin sees nothing of it');
  });

  test('is gone', async (context) => {
    const bot = await startBot(context);
    const description = 'Bad Request: wrong file_id or the file is temporarily unavailable';
    await walkTo(bot.admin, giveOriginal);
    const fault = { method: 'getFile', kind: 'error', error_code: 400, description } as const;
    // The same words may mean that Telegram is away for a moment, so it is asked more than once.
    await bot.playground.fault({ ...fault, times: 10 });
    await giveOriginal.act(bot.admin);
    const told = await bot.admin.waitFor(screen('no longer has this picture'), PATIENT);
    expect(told.text).toContain('Step 1 of 4');
    await bot.playground.clearFaults();
    await walk(bot.admin, [giveOriginal, giveName, giveDescription, givePackaged]);
    expect(failures(bot)).toEqual(['photo_file_gone']);
    await expectUnharmed(bot);
    report('gone', 'the admin is asked to send it once more; logged as photo_file_gone');
  });

  test('has 25 MB', async (context) => {
    const bot = await startBot(context);
    await walkTo(bot.admin, giveOriginal);
    const huge = Buffer.alloc(25 * 1024 * 1024, 0xff);
    await bot.admin.sendPhoto(huge, { as: 'document', name: 'huge.jpg' });
    const told = await bot.admin.waitFor(screen('too large'), PATIENT);
    expect(told.text).toContain('Step 1 of 4');
    await walk(bot.admin, [giveOriginal, giveName, giveDescription, givePackaged]);
    expect(failures(bot)).toEqual(['image_too_large']);
    await expectUnharmed(bot);
    report('25 MB', 'the admin is asked for a smaller one; logged as image_too_large');
  });
});
