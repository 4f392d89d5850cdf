import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestBot } from '../support/bot/test-bot.ts';
import { goHome, screen, toName } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import type { Phone } from '../support/playground/playground.ts';
import { eventually } from '../support/waiting/eventually.ts';

/** Updates of kinds and forms that the bot has no use for, or that no Telegram would send. */
function strangeUpdates(admin: Phone): Record<string, Record<string, unknown>> {
  const from = { id: admin.id, is_bot: false, first_name: 'Alice', language_code: 'en' };
  const chat = { id: admin.id, type: 'private', first_name: 'Alice' };
  const group = { id: -100_123, type: 'supergroup', title: 'Traders' };
  const message = { message_id: 1, date: 1, chat, from, text: '/add' };
  return {
    nothing: {},
    'an unknown kind': { hologram: { from, chat } },
    'a message of a group': { message: { ...message, chat: group } },
    'a message of an anonymous admin': { message: { ...message, chat: group, sender_chat: group } },
    'a channel post': {
      channel_post: { message_id: 1, date: 1, chat: { id: -1, type: 'channel' } },
    },
    'an edited message': { edited_message: message },
    'a message without a sender': { message: { message_id: 1, date: 1, chat, text: '/add' } },
    'a message of a bot': { message: { ...message, from: { ...from, is_bot: true } } },
    'a message without a chat': { message: { message_id: 1, date: 1, from, text: '/add' } },
    'a message that is null': { message: null },
    'a message that is a text': { message: '/add' },
    'a sender without a name': { message: { ...message, from: { id: admin.id, is_bot: false } } },
    'a sender whose id is a text': {
      message: { ...message, from: { ...from, id: String(admin.id) } },
    },
    'a press in a group': {
      callback_query: {
        id: '1',
        from,
        chat_instance: '1',
        data: 'add:1',
        message: { ...message, chat: group },
      },
    },
    'a press without a presser': { callback_query: { id: '2', chat_instance: '1', data: 'add:1' } },
    'an inline query': { inline_query: { id: '1', from, query: '', offset: '' } },
    'a poll': { poll: { id: '1', question: '?', options: [] } },
    'a membership of a group': {
      my_chat_member: { chat: group, from, date: 1, new_chat_member: { status: 'kicked' } },
    },
    'a membership of nobody': { my_chat_member: { chat, date: 1 } },
  };
}

/** Statements of the bot that wait for a row which somebody holds. */
const WAITING_FOR_THE_CARD = `select 1 from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query like '%taken_update%'`;

/** What holds for updates however they come. */
export function describeUpdates(way: string, start: () => Promise<TestBot>): void {
  describe(`updates by ${way}`, () => {
    let bot: TestBot;
    let admin: Phone;
    let customer: Phone;

    beforeAll(async () => {
      bot = await start();
      ({ admin } = bot);
    });
    // Each with a person of its own: on a quick machine one alone would write more than is answered.
    beforeEach(async () => {
      customer = await bot.playground.customer({ language_code: 'en' });
    });
    afterEach(() => bot.playground.clearFaults());
    afterAll(() => bot.close());

    test('that are strange change nothing and hold up nobody', async () => {
      await goHome(admin);
      const [before] = await rowsOf(bot.database, 'select revision from admin_session');
      for (const update of Object.values(strangeUpdates(admin))) {
        await bot.playground.update(update);
      }
      await customer.send('/id');
      await customer.waitFor(String(customer.id));
      await admin.send('/id');
      await admin.waitFor(String(admin.id));
      const [after] = await rowsOf(bot.database, 'select revision from admin_session');
      expect(after).toEqual(before);
      const [person] = await rowsOf(bot.database, 'select blocked_at from person where id = ?', [
        admin.id,
      ]);
      expect(person?.blocked_at).toBeNull();
    });

    test('may be deep and large', async () => {
      let reply: Record<string, unknown> = { text: 'end' };
      for (let depth = 0; depth < 200; depth++) reply = { reply_to_message: reply };
      const entities = Array.from({ length: 5_000 }, (_, offset) => ({
        type: 'bold' as const,
        offset,
        length: 1,
      }));
      await customer.sendRaw({ text: '/start', entities, ...reply });
      await customer.waitFor('Hello');
    });

    test('of one chat are answered in their order', async () => {
      const cards = [];
      for (let n = 0; n < 12; n++)
        cards.push(await insertCard(bot.database, { name: `Card ${n}` }));
      const before = (await customer.messages()).length;
      const slow = { kind: 'delay', delay_ms: 500, chat_id: customer.id } as const;
      await bot.playground.fault({ method: 'sendMessage', ...slow });
      for (const [n, { code }] of cards.entries()) {
        await customer.send(code);
        if (n % 3 === 0) await customer.send('/help');
      }
      await eventually(
        async () =>
          (await customer.messages()).slice(before).filter(({ from }) => from?.is_bot).length,
      ).toBe(16);
      const answers = (await customer.messages()).slice(before).filter(({ from }) => from?.is_bot);
      const names = answers.map(({ text = '' }) => /Card \d+/.exec(text)?.[0] ?? 'help');
      expect(names).toEqual(
        cards.flatMap((_, n) => (n % 3 === 0 ? [`Card ${n}`, 'help'] : [`Card ${n}`])),
      );
    });

    test('of a chat that hangs delay no other', async () => {
      const stuck = await Promise.all(Array.from({ length: 6 }, () => bot.playground.customer()));
      for (const phone of stuck) {
        await bot.playground.fault({ method: 'sendMessage', kind: 'hang', chat_id: phone.id });
        await phone.send('/start');
        await phone.send('/help');
      }
      await customer.send('/start');
      await customer.waitFor('Hello');
      await toName(admin);
      await bot.playground.clearFaults();
      for (const phone of stuck) await phone.waitFor('How to check', { timeout: 20_000 });
    });

    test('of a chat that Telegram wants left alone for long delay no other', async () => {
      const stuck = await bot.playground.customer();
      await bot.playground.fault({
        method: 'sendMessage',
        kind: 'error',
        error_code: 429,
        retry_after: 300,
        chat_id: stuck.id,
      });
      await stuck.send('/start');
      await customer.send('/start');
      await customer.waitFor('Hello');
      await eventually(() =>
        rowsOf(
          bot.database,
          `select update_id from taken_update
             where finished_at is null and due_at > now() + interval '4 minutes'`,
        ),
      ).toHaveLength(1);
    });

    test('of an admin whose chat hangs delay no other admin', async () => {
      await goHome(admin);
      await bot.playground.fault({ method: 'sendMessage', kind: 'hang', chat_id: admin.id });
      await admin.send('/add');
      const other = bot.admins[1] ?? admin;
      await other.send('/add');
      await other.waitFor(screen('Step 1 of 4'));
      await bot.playground.clearFaults();
      await admin.waitFor(screen('Step 1 of 4'), { timeout: 20_000 });
    });

    /** What the bot has said to the customer from the n-th message on. */
    async function saidSince(count: number): Promise<string[]> {
      const messages = (await customer.messages()).slice(count);
      return messages.filter(({ from }) => from?.is_bot).map(({ text = '' }) => text);
    }

    const verdictAndId = (name: string) => [
      expect.stringContaining(name),
      expect.stringContaining(String(customer.id)),
    ];

    const checksOf = async (cardId: string) =>
      (await rowsOf(bot.database, 'select checks from card where id = ?', [cardId]))[0]?.checks;

    test('of one chat are taken in their order: the next one not before the one before it was', async () => {
      const card = await insertCard(bot.database, { name: 'Held' });
      const before = (await customer.messages()).length;
      const taken = () => rowsOf(bot.database, 'select count(*)::int as n from taken_update');
      const takenBefore = await taken();
      await bot.database.fork().transactional(async (em) => {
        await em.execute('select from card where id = ? for update', [card.id]);
        await customer.send(card.code);
        await customer.send('/id');
        await eventually(() => rowsOf(bot.database, WAITING_FOR_THE_CARD)).not.toEqual([]);
        expect(await saidSince(before)).toEqual([]);
        expect(await taken()).toEqual(takenBefore);
      });
      await customer.waitFor(String(customer.id), { timeout: 20_000 });
      expect(await saidSince(before)).toEqual(verdictAndId('Held'));
      expect(await checksOf(card.id)).toBe(1);
    });

    test('that came while the bot was not running are taken when it is', async () => {
      const card = await insertCard(bot.database, { name: 'Patient' });
      const before = (await customer.messages()).length;
      await bot.whileStopped(async () => {
        await customer.send(card.code);
        await customer.send('/id');
      });
      await customer.waitFor(String(customer.id), { timeout: 20_000 });
      // Read first what the customer read: it says more of a fault than the count alone.
      expect(await saidSince(before)).toEqual(verdictAndId('Patient'));
      expect(await checksOf(card.id)).toBe(1);
    });
  });
}
