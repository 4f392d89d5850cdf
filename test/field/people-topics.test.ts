import type { Message } from '@grammyjs/types';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { type AddedCard, addCard, screen } from '../support/bot/wizard-steps.ts';
import { insertCard, rowsOf } from '../support/data/cards.ts';
import { jpeg } from '../support/data/pictures.ts';
import type { Phone } from '../support/playground/playground.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { eventually } from '../support/waiting/eventually.ts';

const KIND = 'topics of a private chat';
const TOPIC = 77;

let bot: TestBot;
let customer: Phone;
let admin: Phone;
let card: AddedCard;

beforeAll(async () => {
  bot = await startTestBot();
  ({ customer, admin } = bot);
  card = await addCard(admin, { name: 'Griffin' });
});
afterEach(() => bot.playground.clearFaults());
afterAll(() => bot.close());

const inTopic = (content: object, topic = TOPIC) =>
  ({ ...content, message_thread_id: topic, is_topic_message: true }) as Partial<Message>;

/** In which topic each message of the bot stands that came from the n-th message on; null: in none. */
async function topicsSince(phone: Phone, count: number): Promise<(number | null)[]> {
  const messages = (await phone.messages()).slice(count);
  return messages
    .filter(({ from }) => from?.is_bot)
    .map(({ message_thread_id }) => message_thread_id ?? null);
}

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'a customer scans a card in a topic',
    outcome:
      'the verdict with its picture comes into the topic, and so does what its buttons bring',
  },
  async () => {
    const before = (await customer.messages()).length;
    await customer.sendRaw(inTopic({ text: `/start ${card.code}` }));
    await customer.waitFor('registered in the system');
    await customer.press('Compare closely');
    await customer.waitFor(({ media_group_id: album }) => album !== undefined);
    expect(await topicsSince(customer, before)).toEqual([TOPIC, TOPIC, TOPIC]);
  },
);

fieldCase(
  'people',
  { kind: KIND, input: 'the next message stands in none', outcome: 'so does its answer' },
  async () => {
    const before = (await customer.messages()).length;
    await customer.send('/help');
    await customer.waitFor('How to check');
    await customer.sendRaw({ text: '/help', message_thread_id: TOPIC } as Partial<Message>);
    await customer.waitFor('How to check');
    expect(await topicsSince(customer, before)).toEqual([null, null]);
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'a process dies before it has answered a customer in a topic',
    outcome: 'another one answers in the topic',
  },
  async () => {
    const before = (await customer.messages()).length;
    const { result: me } = await bot.playground.api('getMe');
    const payload = {
      personId: customer.id,
      languageCode: 'en',
      topic: TOPIC,
      reply: { kind: 'help' },
    };
    await rowsOf(
      bot.database,
      `insert into taken_update (bot_id, update_id, payload, taken_at)
         values (?, 1, ?, now() - interval '9 seconds')`,
      [me.id, JSON.stringify(payload)],
    );
    await eventually(() => topicsSince(customer, before)).toEqual([TOPIC]);
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'an answer in a topic that Telegram refuses for good',
    outcome: 'the apology comes into the topic',
  },
  async () => {
    const before = (await customer.messages()).length;
    const description = "Bad Request: can't parse entities";
    const fault = { method: 'sendMessage', kind: 'error', error_code: 400, description } as const;
    await bot.playground.fault(fault);
    await customer.sendRaw(inTopic({ text: '/help' }));
    await customer.waitFor('Something went wrong');
    expect(await topicsSince(customer, before)).toEqual([TOPIC]);
  },
);

for (const description of ['message thread not found', 'TOPIC_DELETED', 'TOPIC_CLOSED']) {
  fieldCase(
    'people',
    {
      kind: KIND,
      input: `the topic is gone when the answer comes: ${description}`,
      outcome: 'the answer comes outside of it',
    },
    async () => {
      const before = (await customer.messages()).length;
      const fault = { method: 'sendMessage', kind: 'error', error_code: 400 } as const;
      await bot.playground.fault({ ...fault, description: `Bad Request: ${description}` });
      await customer.sendRaw(inTopic({ text: '/help' }));
      await customer.waitFor('How to check');
      expect(await topicsSince(customer, before)).toEqual([null]);
    },
  );
}

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'a picture for a topic that is gone',
    outcome: 'the verdict comes outside of it, picture and all',
  },
  async () => {
    const before = (await customer.messages()).length;
    const fault = { method: 'sendPhoto', kind: 'error', error_code: 400 } as const;
    await bot.playground.fault({ ...fault, description: 'Bad Request: TOPIC_DELETED' });
    await customer.sendRaw(inTopic({ text: card.code }));
    await customer.waitFor('registered in the system');
    expect(await topicsSince(customer, before)).toEqual([null]);
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'an admin goes to a card in a topic and asks for its QR code',
    outcome: 'the screens, the QR code and its file come into the topic',
  },
  async () => {
    await insertCard(bot.database, { name: 'Wyvern' });
    const before = (await admin.messages()).length;
    await admin.sendRaw(inTopic({ text: '/cards' }));
    await admin.press('Griffin');
    await admin.press('QR code');
    await admin.waitFor((message) => message.document !== undefined);
    await admin.waitFor((message) => (message.reply_markup?.inline_keyboard.length ?? 0) > 0);
    const topics = await topicsSince(admin, before);
    expect(topics.length).toBeGreaterThan(3);
    expect(new Set(topics)).toEqual(new Set([TOPIC]));
  },
);

fieldCase(
  'people',
  {
    kind: KIND,
    input: 'an admin begins a card in one topic and sends its photo in another',
    outcome:
      'each screen comes to where the admin was last, and so does the sign that the bot is busy',
  },
  async () => {
    await admin.sendRaw(inTopic({ text: '/add' }, 5));
    expect((await admin.waitFor(screen('Step 1 of 4'))).message_thread_id).toBe(5);
    const { photo } = await admin.sendPhoto(await jpeg('red'));
    await admin.waitFor(screen('Step 2 of 4'));
    await admin.sendRaw(inTopic({ text: '/back' }, 5));
    await admin.waitFor(screen('Step 1 of 4'));
    await admin.sendRaw(inTopic({ photo }, 6));
    expect((await admin.waitFor(screen('Step 2 of 4'))).message_thread_id).toBe(6);
    await admin.send('/cancel');
    const action = (await bot.playground.calls('sendChatAction')).at(-1);
    expect(action?.params).toMatchObject({ message_thread_id: 6 });
  },
);
