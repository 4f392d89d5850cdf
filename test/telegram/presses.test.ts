import { randomUUID } from 'node:crypto';
import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INPUTS } from '../../src/bot/all-features.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import {
  goHome,
  screen,
  toName,
  toOriginalPhoto,
  toPackagedPhoto,
} from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

const { actions } = INPUTS;

let bot: TestBot;
let admin: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin } = bot);
});
afterAll(() => bot.close());

const STALE = 'That button belongs to an older message';

function dataOf(message: Message, label: string): string {
  const button = message.reply_markup?.inline_keyboard
    .flat()
    .find(({ text }) => text.includes(label));
  return button !== undefined && 'callback_data' in button ? button.callback_data : '';
}

async function revision(): Promise<number> {
  const [row] = await rowsOf(bot.database, 'select revision from admin_session');
  return Number(row?.revision);
}

describe('a button of an older screen', () => {
  test('gets a notice and changes nothing', async () => {
    const old = await toOriginalPhoto(admin);
    await toName(admin);
    await admin.pressData(old.message_id, dataOf(old, 'Cancel'));
    const answer = await admin.waitFor(screen(STALE));
    expect(answer.text).toContain('Step 2 of 4');
    expect(answer.message_id).not.toBe(old.message_id);
  });

  test('of before a restart is known as such', async () => {
    const old = await goHome(admin);
    await admin.send('/admin');
    await admin.waitFor(screen('Register a card'));
    await bot.restart();
    await admin.pressData(old.message_id, dataOf(old, 'Add a card'));
    await admin.waitFor(screen(STALE));
  });

  test('that is gone from the chat may be pressed all the same', async () => {
    await goHome(admin);
    await admin.pressData(999_999, `add:${await revision()}`);
    const step = await admin.waitFor(screen('Step 1 of 4'));
    expect(step.message_id).not.toBe(999_999);
  });
});

describe('a button pressed twice', () => {
  test('does once what it does', async () => {
    const home = await goHome(admin);
    const before = (await bot.playground.calls('editMessageText')).length;
    await Promise.all(
      Array.from({ length: 5 }, () => admin.pressData(home.message_id, dataOf(home, 'Add a card'))),
    );
    await admin.waitFor(screen('Step 1 of 4'));
    await eventually(() =>
      bot.playground.calls('answerCallbackQuery').then((calls) => calls.length),
    ).toBeGreaterThanOrEqual(5);
    await admin.send('/skip');
    const step = await admin.waitFor(screen('cannot be skipped'));
    expect(step.text).not.toContain(STALE);
    expect(await bot.playground.calls('editMessageText')).toHaveLength(before + 1);
  });

  test('makes one card of one draft', async () => {
    await toPackagedPhoto(admin, { name: 'Twice' });
    const step = await admin.last();
    await Promise.all(
      Array.from({ length: 3 }, () => admin.pressData(step.message_id, dataOf(step, 'Skip'))),
    );
    await admin.waitFor(screen('The card is active'));
    expect(await rowsOf(bot.database, "select status from card where name = 'Twice'")).toEqual([
      { status: 'active' },
    ]);
  });
});

describe('forged data', () => {
  const strange = [
    'xstate.done.actor.registerCard',
    'xstate.stop',
    'xstate.init',
    'add',
    'add:',
    'add:-1',
    'add:1e9',
    'add:0x10',
    'add:99999999999999999999',
    'ADD:1',
    'drop:1',
    'constructor:1',
    'open:1',
    `add:1:${randomUUID()}`,
    'open:1:nonsense',
    "open:1:' or 1=1 --",
    'ж'.repeat(32),
    '\u0000',
    'add:1\nadd:1',
  ];

  test.each(strange)('%j changes nothing', async (data) => {
    const home = await goHome(admin);
    await admin.pressData(home.message_id, data);
    const answer = await admin.waitFor(screen(STALE));
    expect(answer.text).toContain('Register a card');
  });

  test('may lack its data and its message', async () => {
    await goHome(admin);
    const from = { id: admin.id, is_bot: false, first_name: 'Alice', language_code: 'en' };
    await bot.playground.update({
      callback_query: { id: '1', from, chat_instance: '1', game_short_name: 'chess' },
    });
    await admin.waitFor(screen(STALE));
  });

  test.each(
    actions.filter((action) => action !== 'open'),
  )('asking for "%s" at the right time and the wrong place does no harm', async (action) => {
    await goHome(admin);
    const before = await rowsOf(bot.database, 'select id, status from card order by id');
    const home = await admin.last();
    const answered = admin.waitFor((message) => (message.text ?? '') !== '');
    await admin.pressData(home.message_id, `${action}:${await revision()}`);
    await answered;
    await admin.waitFor(screen(''));
    expect(await rowsOf(bot.database, 'select id, status from card order by id')).toEqual(before);
  });

  test('cannot open what is no card', async () => {
    const home = await goHome(admin);
    await admin.pressData(home.message_id, `open:${await revision()}:${randomUUID()}`);
    await admin.waitFor(screen('This card no longer exists'));
  });

  test('cannot discard an active card', async () => {
    const { id } = await insertCard(bot.database, { name: 'Safe' });
    const home = await goHome(admin);
    await admin.pressData(home.message_id, `open:${await revision()}:${id}`);
    const card = await admin.waitFor(screen('Safe'));
    for (const action of ['discard', 'confirm', 'continue']) {
      await admin.pressData(card.message_id, `${action}:${await revision()}`);
      await admin.waitFor(screen('That does nothing here'));
    }
    expect(await rowsOf(bot.database, 'select status from card where id = ?', [id])).toEqual([
      { status: 'active' },
    ]);
  });
});

describe('every press', () => {
  test('is answered once', async () => {
    const presses = await rowsOf(bot.database, 'select count(*)::int as n from taken_update');
    expect(Number(presses[0]?.n)).toBeGreaterThan(40);
    const answers = await bot.playground.calls('answerCallbackQuery');
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  });
});
