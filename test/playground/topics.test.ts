import type { Message } from '@grammyjs/types';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';

const GONE = { ok: false, error_code: 400, description: 'Bad Request: message thread not found' };

let playground: TestPlayground;
let phone: Phone;

beforeAll(async () => {
  playground = await startPlayground();
});
beforeEach(async () => {
  phone = await playground.customer();
  const topic = { message_thread_id: 77, is_topic_message: true as const };
  await phone.sendRaw({ text: '/start', ...topic } as Partial<Message>);
});
afterAll(() => playground.close());

test('takes messages and chat actions into a topic that somebody wrote in', async () => {
  const into = { chat_id: phone.id, message_thread_id: 77 };
  const sent = await playground.api('sendMessage', { ...into, text: 'x' });
  expect(sent.result).toMatchObject({ message_thread_id: 77, is_topic_message: true });
  expect(await playground.api('sendChatAction', { ...into, action: 'typing' })).toMatchObject({
    ok: true,
  });
});

test('knows no other topics', async () => {
  const into = { chat_id: phone.id, message_thread_id: 78 };
  expect(await playground.api('sendMessage', { ...into, text: 'x' })).toEqual(GONE);
  expect(await playground.api('sendChatAction', { ...into, action: 'typing' })).toEqual(GONE);
  const other = await playground.customer();
  await other.send('/start');
  const elsewhere = { chat_id: other.id, message_thread_id: 77, text: 'x' };
  expect(await playground.api('sendMessage', elsewhere)).toEqual(GONE);
});

test('leaves a message in its topic when it is edited', async () => {
  const into = { chat_id: phone.id, message_thread_id: 77 };
  const { result } = await playground.api('sendMessage', { ...into, text: 'x' });
  const edit = { chat_id: phone.id, message_id: result.message_id, text: 'y' };
  expect((await playground.api('editMessageText', edit)).result.message_thread_id).toBe(77);
});

test('takes those of messages that are only delivered', async () => {
  const from = { id: phone.id, is_bot: false, first_name: 'Carla' };
  const chat = { id: phone.id, type: 'private' };
  const message = { message_id: 1, date: 1, from, chat, text: 'x', message_thread_id: 9 };
  await playground.update({ message: { ...message, is_topic_message: true } });
  const into = { chat_id: phone.id, message_thread_id: 9, text: 'x' };
  expect(await playground.api('sendMessage', into)).toMatchObject({ ok: true });
});
