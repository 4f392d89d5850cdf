import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INPUTS } from '../../src/bot/all-features.ts';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { screen, toName, toPackagedPhoto } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';

const { actions } = INPUTS;

let bot: TestBot;
let admin: Phone;
let customer: Phone;

beforeAll(async () => {
  bot = await startTestBot();
  ({ admin, customer } = bot);
});
afterAll(() => bot.close());

const COMMANDS = ['admin', 'add', 'cards', 'stats', 'skip', 'back', 'cancel'];

/** Everything that an admin could have changed. */
async function traces(): Promise<unknown> {
  return {
    sessions: await rowsOf(bot.database, 'select admin_id, revision from admin_session'),
    cards: await rowsOf(bot.database, 'select id, status, name from card order by id'),
  };
}

describe('who is no admin', () => {
  test.each(COMMANDS)('is refused /%s', async (command) => {
    const before = await traces();
    await customer.send(`/${command}`);
    await customer.waitFor('admins only');
    expect(await traces()).toEqual(before);
  });

  test('is refused every button of an admin, however well forged', async () => {
    const card = await insertCard(bot.database);
    await toName(admin);
    const before = await traces();
    const [row] = await rowsOf(bot.database, 'select revision, screen_message from admin_session');
    for (const action of actions) {
      // Each by a person of their own: one alone would press more than is answered.
      const stranger = await bot.playground.customer();
      const data = `${action}:${row?.revision}${action === 'open' ? `:${card.id}` : ''}`;
      const answer = stranger.waitForEvent('answer');
      await stranger.pressData(Number(row?.screen_message), data);
      expect((await answer).text).toContain('admins only');
      expect((await stranger.messages()).map(({ text }) => text).join()).not.toContain('Step');
    }
    expect(await traces()).toEqual(before);
  });

  test('is refused in their language', async () => {
    const russian = await bot.playground.customer({ language_code: 'ru' });
    await russian.send('/start');
    const answer = russian.waitForEvent('answer');
    await russian.pressData(1, 'add:1');
    expect((await answer).text).toContain('только для администраторов');
  });

  test('cannot borrow an admin’s id by writing it', async () => {
    const before = await traces();
    const from = { id: customer.id, is_bot: false, first_name: 'Carla', language_code: 'en' };
    const forward = { type: 'user', sender_user: { ...from, id: admin.id }, date: 1 } as const;
    await customer.sendRaw({ text: '/add', forward_origin: forward });
    await customer.waitFor('admins only');
    await customer.sendRaw({
      text: '/add',
      sender_chat: { id: admin.id, type: 'private', first_name: 'A' },
    });
    await customer.waitFor('admins only');
    expect(await traces()).toEqual(before);
  });

  test('gets no photo stored', async () => {
    await customer.sendPhoto(await jpeg('red'));
    await customer.waitFor('To check a card');
    expect(await bot.playground.calls('getFile')).toHaveLength(1);
  });
});

describe('an admin taken off the list in mid-wizard', () => {
  test('is refused at the next event; the draft stays; the menu is the customers’ again', async () => {
    await toPackagedPhoto(admin, { name: 'Left behind' });
    const step = await admin.last();
    expect((await admin.commands()).length).toBeGreaterThan(3);
    await bot.restart({ ADMIN_IDS: '' });

    const before = await traces();
    const changed = admin.waitForEvent('commands', ({ commands }) => commands.length === 3);
    await admin.sendPhoto(await jpeg('teal'));
    await admin.waitFor('To check a card');
    const answer = admin.waitForEvent('answer');
    await admin.pressData(step.message_id, 'skip:1');
    expect((await answer).text).toContain('admins only');
    await changed;
    for (const command of COMMANDS) {
      await admin.send(`/${command}`);
      await admin.waitFor('admins only');
    }
    expect(await traces()).toEqual(before);
    expect(
      await rowsOf(bot.database, "select status from card where name = 'Left behind'"),
    ).toEqual([{ status: 'draft' }]);
  });

  test('nobody is an admin while the list is empty, and anyone may learn their id', async () => {
    await admin.send('/id');
    await admin.waitFor(String(admin.id));
    await admin.send('/start');
    await admin.waitFor('Hello');
  });

  test('goes on where they were when they are back on it', async () => {
    await bot.restart({ ADMIN_IDS: `${admin.id}, ${customer.id}` });
    const changed = admin.waitForEvent('commands', ({ commands }) => commands.length > 3);
    await admin.sendPhoto(await jpeg('teal'));
    await admin.waitFor(screen('The card is active'));
    await changed;
  });
});

describe('two admins', () => {
  test('see the cards of each other and have wizards of their own', async () => {
    await customer.send('/add');
    await customer.waitFor(screen('Step 1 of 4'));
    await customer.sendPhoto(await jpeg('gold'));
    await customer.waitFor(screen('Step 2 of 4'));
    await toName(admin);
    await customer.send('Other');
    await customer.waitFor(screen('Step 3 of 4'));
    await admin.send('Mine');
    await admin.waitFor(screen('Step 3 of 4'));
    await Promise.all([admin.send('/skip'), customer.send('/skip')]);
    await Promise.all([
      admin.waitFor(screen('Step 4 of 4')),
      customer.waitFor(screen('Step 4 of 4')),
    ]);
    await customer.send('/cards');
    const list = await customer.waitFor(screen('the newest first'));
    const labels = list.reply_markup?.inline_keyboard
      .flat()
      .map(({ text }) => text)
      .join();
    expect(labels).toContain('Mine');
    expect(labels).toContain('Other');
    expect(labels).toContain('Left behind');
  });
});
