import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import {
  addCard,
  goHome,
  screen,
  toDescription,
  toName,
  toOriginalPhoto,
  toPackagedPhoto,
} from '../support/bot/wizard-steps.ts';
import { rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

const HOME = 'Register a card, find one';

async function cards(): Promise<Record<string, unknown>[]> {
  return rowsOf(bot.database, 'select name, status from card order by registered_at desc');
}

describe.each(['command', 'button'] as const)('going by %s', (way) => {
  const back = () => (way === 'command' ? admin.send('/back') : admin.press('Back'));
  const skip = () => (way === 'command' ? admin.send('/skip') : admin.press(/Skip|Keep/));
  const cancel = () => (way === 'command' ? admin.send('/cancel') : admin.press('Cancel'));

  test('back leads from each step to the one before, with what it had', async () => {
    await toDescription(admin, 'Dragon');
    await back();
    const name = await admin.waitFor(screen('Step 2 of 4'));
    expect(name.text).toContain('Until now: Dragon');
    await back();
    const photo = await admin.waitFor(screen('Step 1 of 4'));
    expect(photo.text).toContain('A photo is stored already');
    await back();
    await admin.waitFor(screen('You have begun to add a card'));
    await admin.press('Go on');
    await admin.waitFor(screen('Step 3 of 4'));
  });

  test('skip keeps what a step already has', async () => {
    await toDescription(admin, 'Dragon');
    await back();
    await admin.waitFor(screen('Step 2 of 4'));
    await back();
    await admin.waitFor(screen('Step 1 of 4'));
    await skip();
    await admin.waitFor(screen('Step 2 of 4'));
    await skip();
    await admin.waitFor(screen('Step 3 of 4'));
  });

  test('another photo or name may replace the first', async () => {
    await toDescription(admin, 'Dragon');
    await back();
    await admin.waitFor(screen('Step 2 of 4'));
    await back();
    await admin.waitFor(screen('Step 1 of 4'));
    await admin.sendPhoto(await jpeg('pink'));
    await admin.waitFor(screen('Step 2 of 4'));
    await admin.send('Phoenix');
    await admin.waitFor(screen('Step 3 of 4'));
    await skip();
    await admin.waitFor(screen('Step 4 of 4'));
    expect((await cards())[0]).toEqual({ name: 'Phoenix', status: 'draft' });
  });

  test.each([
    ['step 1', toOriginalPhoto],
    ['step 2', toName],
    ['step 3', toDescription],
  ] as const)('cancel at %s registers nothing and leads home', async (_, toStep) => {
    const before = await cards();
    await toStep(admin);
    await cancel();
    const home = await admin.waitFor(screen('Cancelled. Nothing was registered.'));
    expect(home.text).toContain(HOME);
    expect(home.text).not.toContain('You have begun');
    expect(await cards()).toEqual(before);
  });

  test('skip at steps 3 and 4 makes an active card with one photo', async () => {
    await toDescription(admin, 'Plain');
    await skip();
    await admin.waitFor(screen('Step 4 of 4'));
    await skip();
    const done = await admin.waitFor(screen('The card is active'));
    expect(done.text).toContain('there is no photo of the packaged card');
    expect((await cards())[0]).toEqual({ name: 'Plain', status: 'active' });
  });
});

describe('the steps', () => {
  test('show where one is', async () => {
    expect((await toOriginalPhoto(admin)).text).toMatch(/^Step 1 of 4 {2}▰▱▱▱/);
    await admin.sendPhoto(await jpeg('red'));
    expect((await admin.waitFor(screen('Step 2'))).text).toMatch(/^Step 2 of 4 {2}▰▰▱▱/);
    await admin.send('Dragon');
    expect((await admin.waitFor(screen('Step 3'))).text).toMatch(/^Step 3 of 4 {2}▰▰▰▱/);
    await admin.send('/skip');
    expect((await admin.waitFor(screen('Step 4'))).text).toMatch(/^Step 4 of 4 {2}▰▰▰▰/);
  });

  test('keep buttons on the newest screen only', async () => {
    await toDescription(admin);
    const withButtons = () =>
      admin
        .messages()
        .then((all) => all.filter(({ reply_markup }) => reply_markup?.inline_keyboard.length));
    await eventually(withButtons).toHaveLength(1);
  });

  test('give the QR code as a picture and as a file with a name, the code and the link', async () => {
    const { qr, link, code } = await toPackagedPhoto(admin);
    expect(qr.photo?.at(-1)?.width).toBeGreaterThanOrEqual(1000);
    expect(await admin.scan(qr)).toBe(link);
    const readable = `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
    expect(qr.caption).toContain(readable);
    const file = (await admin.messages()).findLast(({ document }) => document !== undefined);
    expect(file?.document?.file_name).toBe(`cardseal-${readable}.png`);
    expect(file && (await admin.scan(file))).toBe(link);
  });

  test('send the QR code again when asked to', async () => {
    const { qr } = await toPackagedPhoto(admin);
    await admin.press('QR code');
    const again = await admin.waitFor((message) => message.caption?.includes('t.me') === true);
    expect(again.caption).toBe(qr.caption);
    await admin.waitFor(screen('Step 4 of 4'));
  });

  test('end with a summary that leads to the next card', async () => {
    const { code, link } = await addCard(admin, { name: 'Dragon <1>' });
    const done = await admin.last();
    expect(done.text).toContain('Dragon <1>');
    expect(done.text).toContain(link);
    expect(done.text?.replaceAll('-', '')).toContain(code);
    expect(done.text).toContain('Both photos are stored');
    await admin.press('Add another');
    await admin.waitFor(screen('Step 1 of 4'));
  });
});

describe('leaving the wizard', () => {
  beforeEach(() => toName(admin));

  test.each([
    ['/admin', HOME],
    ['/start', HOME],
    ['/cards', 'the newest first'],
    ['/stats', 'Visits per card'],
  ])('by %s keeps the card, and it goes on where it was', async (command, place) => {
    await admin.send(command);
    await admin.waitFor(screen(place));
    await admin.send('/admin');
    await admin.waitFor(screen('You have begun to add a card'));
    await admin.press('Go on with the card');
    await admin.waitFor(screen('Step 2 of 4'));
    await admin.send('Dragon');
    await admin.waitFor(screen('Step 3 of 4'));
  });

  test('and adding anew leads back to it, not to a second card', async () => {
    await admin.send('/admin');
    await admin.press('Add a card');
    const step = await admin.waitFor(screen('in the middle of adding a card'));
    expect(step.text).toContain('Step 2 of 4');
  });

  test('by a restart of the bot is none at all', async () => {
    await bot.restart();
    await admin.send('Dragon');
    await admin.waitFor(screen('Step 3 of 4'));
    await bot.restart();
    await admin.press('Skip');
    await admin.waitFor(screen('Step 4 of 4'));
    await bot.restart();
    await admin.sendPhoto(await jpeg('teal'));
    await admin.waitFor(screen('The card is active'));
  });
});

describe('a draft', () => {
  async function leaveDraft(name: string): Promise<string> {
    const { code } = await toPackagedPhoto(admin, { name });
    await admin.press('Finish later');
    await admin.waitFor(screen('The draft stays in your list'));
    await admin.press('All cards');
    await admin.press(name);
    await admin.waitFor(screen('Draft: not finished'));
    return code;
  }

  test('is left by /cancel and by beginning the next card as well', async () => {
    await toPackagedPhoto(admin, { name: 'First' });
    await admin.send('/add');
    const step = await admin.waitFor(screen('The draft stays in your list'));
    expect(step.text).toContain('Step 1 of 4');
    await toPackagedPhoto(admin, { name: 'Second' });
    await admin.send('/cancel');
    await admin.waitFor(screen('The draft stays in your list'));
    expect((await cards()).slice(0, 2)).toEqual([
      { name: 'Second', status: 'draft' },
      { name: 'First', status: 'draft' },
    ]);
  });

  test('can be gone on with: its QR code comes again', async () => {
    const code = await leaveDraft('Later');
    await admin.press('Go on');
    const qr = await admin.waitFor((message) => message.caption?.includes('t.me') === true);
    expect(qr.caption).toContain(code);
    await admin.waitFor(screen('Step 4 of 4'));
    await admin.sendPhoto(await jpeg('teal'));
    const done = await admin.waitFor(screen('The card is active'));
    expect(done.text).toContain('Both photos are stored');
    expect((await cards())[0]).toEqual({ name: 'Later', status: 'active' });
  });

  test('can be discarded, after a question; its code is unknown from then on', async () => {
    const code = await leaveDraft('Mistake');
    await admin.press('Discard');
    await admin.waitFor(screen('Discard the draft "Mistake"?'));
    await admin.press('No, keep it');
    await admin.waitFor(screen('Draft: not finished'));
    await admin.press('Discard');
    await admin.press('Yes, discard it');
    await admin.waitFor(screen('The draft is gone'));
    expect((await cards())[0]?.name).not.toBe('Mistake');
    await bot.customer.send(code);
    await bot.customer.waitFor('not registered');
    await goHome(admin);
  });
});
