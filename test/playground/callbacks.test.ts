import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';

let playground: TestPlayground;
let phone: Phone;
let now = Date.now();
let offset = 1;

beforeAll(async () => {
  playground = await startPlayground({ clock: { now: () => now } });
  phone = await playground.customer();
  await phone.send('/start');
});

afterAll(() => playground.close());

/** The newest update, as the bot gets it. */
async function update() {
  offset += 1;
  const { result } = await playground.api('getUpdates', { offset: -1, timeout: 5 + (offset % 2) });
  return result.at(-1);
}

async function answer(callback_query_id: string, more: Record<string, unknown> = {}) {
  const body = await playground.api('answerCallbackQuery', { callback_query_id, ...more });
  return body.ok ? body.result : body.description;
}

const TOO_OLD = 'Bad Request: query is too old and response timeout expired or query ID is invalid';

async function keyboard(text: string): Promise<number> {
  const reply_markup = { inline_keyboard: [[{ text, callback_data: `data of ${text}` }]] };
  const body = { chat_id: phone.id, text: 'Choose', reply_markup };
  return (await playground.api('sendMessage', body)).result.message_id;
}

test('tells the bot who pressed what and where', async () => {
  const message_id = await keyboard('Yes');
  const id = await phone.press('Yes');
  expect((await update()).callback_query).toMatchObject({
    id,
    from: { id: phone.id, language_code: 'en' },
    message: { message_id, text: 'Choose', chat: { id: phone.id } },
    data: 'data of Yes',
    chat_instance: expect.stringMatching(/^\d+$/),
  });
});

test('takes one answer for each press', async () => {
  await keyboard('One');
  const shown = phone.waitForEvent('answer');
  const id = await phone.press('One');
  expect(await answer(id, { text: 'Done', show_alert: true })).toBe(true);
  expect(await shown).toEqual({
    phone: phone.id,
    callback_query_id: id,
    text: 'Done',
    show_alert: true,
  });
  expect(await answer(id)).toBe(TOO_OLD);
  expect(await answer('123')).toBe(TOO_OLD);
  expect(await answer('')).toBe(TOO_OLD);
});

test('takes no answer when 15 seconds have passed', async () => {
  const [early, late] = [await phone.pressData(1, 'a'), await phone.pressData(1, 'b')];
  now += 14_000;
  expect(await answer(early)).toBe(true);
  now += 2_000;
  expect(await answer(late)).toBe(TOO_OLD);
});

test('refuses an answer of more than 200 characters, or with an address that is not the bot’s', async () => {
  const id = await phone.pressData(1, 'a');
  expect(await answer(id, { text: 'a'.repeat(201) })).toBe('Bad Request: MESSAGE_TOO_LONG');
  expect(await answer(id, { url: 'https://example.com' })).toBe('Bad Request: URL_INVALID');
  expect(await answer(id, { url: 'https://t.me/cardseal_playground_bot?start=a' })).toBe(true);
});

test('gives an inaccessible message for one that is gone', async () => {
  await phone.pressData(987_654, 'any data at all');
  expect((await update()).callback_query).toMatchObject({
    message: { message_id: 987_654, date: 0, chat: { id: phone.id } },
    data: 'any data at all',
  });
});

test('takes an answer to a press that a test made up', async () => {
  const from = { id: phone.id, is_bot: false, first_name: 'X' };
  await playground.update({ callback_query: { id: 'forged', from, chat_instance: '1' } });
  expect(await answer('forged')).toBe(true);
});
