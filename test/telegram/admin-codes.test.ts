import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCode, formatCode } from '../../src/codes/verification-code.ts';
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
import { type InsertedCard, insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';

let bot: TestBot;
let admin: Phone;
let card: InsertedCard;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
  card = await insertCard(bot.database, { name: 'Griffin' });
});
afterAll(() => bot.close());

const VERDICT = 'registered in the system';

async function checks(code = card.code): Promise<unknown> {
  const [row] = await rowsOf(bot.database, 'select checks from card where code = ?', [code]);
  return row?.checks;
}

describe('an admin’s code', () => {
  test.each([
    ['step 1', toOriginalPhoto, 'photo'],
    ['step 2', toName, 'text'],
    ['step 3', toDescription, 'text'],
    ['step 4', toPackagedPhoto, 'photo'],
  ] as const)('scanned at %s is checked and leaves the wizard where it was', async (_, toStep, wanted) => {
    await toStep(admin);
    const before = Number(await checks());
    await admin.send(`/start ${card.code}`);
    const verdict = await admin.waitFor(VERDICT);
    expect(verdict.text).toContain('Griffin');
    expect(await checks()).toBe(before + 1);
    await admin.send('/nonsense');
    const step = await admin.waitFor(screen('I do not know this command'));
    expect(step.text).toMatch(/Step \d of 4/);
    if (wanted === 'photo') {
      await admin.send(card.code);
      await admin.waitFor(screen('I need a photo here'));
      expect(await checks()).toBe(before + 1);
    }
  });

  test('typed at the name is the name once the admin says so, and no check', async () => {
    await toName(admin);
    const before = await checks();
    await admin.send(formatCode(card.code));
    await admin.waitFor(screen(formatCode(card.code)));
    await admin.press('Use it as the name');
    await admin.waitFor(screen('Step 3 of 4'));
    await admin.send('/back');
    const step = await admin.waitFor(screen('Until now'));
    expect(step.text).toContain(formatCode(card.code));
    expect(await checks()).toBe(before);
  });

  test('typed at the description is the description', async () => {
    await toDescription(admin, 'Named');
    const before = await checks();
    await admin.send(card.code);
    await admin.waitFor(screen('Step 4 of 4'));
    expect(await checks()).toBe(before);
    expect(await rowsOf(bot.database, "select description from card where name = 'Named'")).toEqual(
      [{ description: card.code }],
    );
  });

  test.each([
    ['home', () => goHome(admin)],
    [
      'the list',
      async () => {
        await admin.send('/cards');
        await admin.waitFor(screen('the newest first'));
      },
    ],
    ['the summary of a card', () => addCard(admin)],
  ])('typed at %s is checked', async (_, toPlace) => {
    await toPlace();
    const before = Number(await checks());
    await admin.send(card.code.toLowerCase());
    await admin.waitFor(VERDICT);
    expect(await checks()).toBe(before + 1);
  });

  test('just added may be pasted from the summary at once', async () => {
    const { code } = await addCard(admin, { name: 'Fresh' });
    await admin.send(formatCode(code));
    const verdict = await admin.waitFor(VERDICT);
    expect(verdict.caption).toContain('Fresh');
    expect(await checks(code)).toBe(1);
  });

  test('that is mistyped or unknown is told so at home', async () => {
    await goHome(admin);
    await admin.send(`${card.code.slice(0, -1)}${card.code.endsWith('7') ? '8' : '7'}`);
    await admin.waitFor('read it again');
    await admin.send(createCode());
    await admin.waitFor('This code is not registered');
  });

  test('after /start that is none is told so in mid-wizard', async () => {
    await toName(admin);
    await admin.send('/start nonsense');
    await admin.waitFor('read it again');
    await admin.send('Dragon');
    await admin.waitFor(screen('Step 3 of 4'));
  });
});
