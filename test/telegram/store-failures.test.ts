import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { goHome, screen, toOriginalPhoto, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterEach(async () => {
  await bot.playground.clearFaults();
  await mendStore();
});
afterAll(() => bot.close());

const FAILED = 'could not be saved. Nothing is lost.';

/** A file where the folder should be: nothing can be stored. */
async function breakStore(): Promise<void> {
  const folder = join(bot.dataDir, 'photos');
  await rm(folder, { recursive: true, force: true });
  await writeFile(folder, '');
}

async function mendStore(): Promise<void> {
  await rm(join(bot.dataDir, 'photos'), { force: true }).catch(() => {});
}

async function drafts(): Promise<unknown> {
  const [row] = await rowsOf(bot.database, 'select count(*)::int as n from card');
  return row?.n;
}

describe('while the photo store is away', () => {
  test('the original photo is not lost: trying again asks nothing anew', async () => {
    await toOriginalPhoto(admin);
    await breakStore();
    await admin.sendPhoto(await jpeg('red'));
    const failed = await admin.waitFor(screen(FAILED), { timeout: 20_000 });
    await admin.press('Try again');
    await admin.waitFor(screen(FAILED), { timeout: 20_000 });
    await mendStore();
    await admin.press('Try again');
    const next = await admin.waitFor(screen('Step 2 of 4'));
    expect(next.message_id).toBe(failed.message_id);
  });

  test('another photo may be sent instead', async () => {
    await toOriginalPhoto(admin);
    await breakStore();
    await admin.sendPhoto(await jpeg('red'));
    await admin.waitFor(screen(FAILED), { timeout: 20_000 });
    await mendStore();
    await admin.sendPhoto(await jpeg('blue'));
    await admin.waitFor(screen('Step 2 of 4'));
  });

  test('the wizard can be cancelled', async () => {
    await toOriginalPhoto(admin);
    await breakStore();
    await admin.sendPhoto(await jpeg('red'));
    await admin.waitFor(screen(FAILED), { timeout: 20_000 });
    await admin.send('hello');
    await admin.waitFor(screen('I need a photo here'));
    await admin.press('Cancel');
    await admin.waitFor(screen('Cancelled'));
  });

  test('the packaged photo is not lost: trying again makes no second card', async () => {
    await toPackagedPhoto(admin, { name: 'Patient' });
    const before = await drafts();
    await breakStore();
    await admin.sendPhoto(await jpeg('teal'));
    await admin.waitFor(screen(FAILED), { timeout: 20_000 });
    await mendStore();
    await admin.press('Try again');
    const done = await admin.waitFor(screen('The card is active'));
    expect(done.text).toContain('Both photos are stored');
    expect(await drafts()).toBe(before);
    expect(
      await rowsOf(
        bot.database,
        "select slot from photo join card on card.id = card_id where name = 'Patient' order by slot",
      ),
    ).toEqual([{ slot: 'original' }, { slot: 'packaged' }]);
  });

  test('the packaged photo may wait: the draft stays', async () => {
    await toPackagedPhoto(admin, { name: 'Waiting' });
    await breakStore();
    await admin.sendPhoto(await jpeg('teal'));
    await admin.waitFor(screen(FAILED), { timeout: 20_000 });
    await admin.press('Finish later');
    await admin.waitFor(screen('The draft stays in your list'));
  });
});

describe('when Telegram does not give the file', () => {
  test.each([
    ['answers 500', { method: 'file', kind: 'error', error_code: 500 }],
    ['cuts the connection', { method: 'file', kind: 'drop_before' }],
    ['cuts the connection after the file', { method: 'file', kind: 'drop_after' }],
    ['refuses to tell where it is with 500', { method: 'getFile', kind: 'error', error_code: 500 }],
    ['is asked too often', { method: 'getFile', kind: 'error', error_code: 429, retry_after: 60 }],
    ['cuts the connection when asked where it is', { method: 'getFile', kind: 'drop_before' }],
  ] as const)('and %s, nothing is lost and trying again mends it', async (_, fault) => {
    await toOriginalPhoto(admin);
    await bot.playground.fault(fault);
    await admin.sendPhoto(await jpeg('red'));
    await admin.waitFor(screen(FAILED));
    await admin.press('Try again');
    await admin.waitFor(screen('Step 2 of 4'));
  });

  test('but asks for a moment, the admin notices nothing', async () => {
    await toOriginalPhoto(admin);
    await bot.playground.fault({
      method: 'getFile',
      kind: 'error',
      error_code: 429,
      retry_after: 1,
    });
    await admin.sendPhoto(await jpeg('red'));
    await admin.waitFor(screen('Step 2 of 4'));
    expect((await admin.messages()).slice(-3).some(({ text }) => text?.includes(FAILED))).toBe(
      false,
    );
  });

  test.each([
    ['too big', 'Bad Request: file is too big', 'too large'],
    [
      'gone',
      'Bad Request: wrong file_id or the file is temporarily unavailable',
      'no longer has this picture',
    ],
  ])('because it is %s, another one is asked for', async (_, description, notice) => {
    await toOriginalPhoto(admin);
    const fault = { method: 'getFile', kind: 'error', error_code: 400, description } as const;
    await bot.playground.fault({ ...fault, times: 10 });
    await admin.sendPhoto(await jpeg('red'));
    const answer = await admin.waitFor(screen(notice));
    expect(answer.text).toContain('Step 1 of 4');
    await bot.playground.clearFaults();
  });
});

describe('while a photo is being stored', () => {
  test('everything but /cancel is told to wait, and nothing of it is done', async () => {
    await toOriginalPhoto(admin);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    const busy = admin.waitForEvent('action');
    await admin.sendPhoto(await jpeg('red'));
    await busy;
    for (const text of ['/back', '/skip', '/add', '/cards', 'Dragon', '/admin']) {
      await admin.send(text);
      await admin.waitFor('Still saving');
    }
    await bot.playground.clearFaults();
    await admin.waitFor(screen('Step 2 of 4'));
  });

  test('the button of the sign that it is being stored cancels, too', async () => {
    await toOriginalPhoto(admin);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    await admin.sendPhoto(await jpeg('red'));
    await admin.send('/back');
    await admin.waitFor(screen('Still saving'));
    await admin.press('Cancel');
    await admin.waitFor(screen('Cancelled'));
  });

  test('/cancel cancels, and the photo that comes too late changes nothing', async () => {
    await toOriginalPhoto(admin);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    const busy = admin.waitForEvent('action');
    await admin.sendPhoto(await jpeg('red'));
    await busy;
    await admin.send('/cancel');
    await admin.waitFor(screen('Cancelled'));
    await bot.playground.clearFaults();
    await admin.send('/add');
    await admin.waitFor(screen('Step 1 of 4'));
    await goHome(admin);
  });

  test('a restart of the bot stores it all the same', async () => {
    await toOriginalPhoto(admin);
    await bot.playground.fault({ method: 'file', kind: 'hang' });
    const busy = admin.waitForEvent('action');
    await admin.sendPhoto(await jpeg('red'));
    await busy;
    await bot.restart();
    await bot.playground.clearFaults();
    await admin.waitFor(screen('Step 2 of 4'), { timeout: 30_000 });
  });
});
