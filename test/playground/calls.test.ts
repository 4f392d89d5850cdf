import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlayground, type TestPlayground } from '../support/playground/playground.ts';

let playground: TestPlayground;

beforeAll(async () => {
  playground = await startPlayground();
});

afterAll(() => playground.close());

test('lists the calls of a method with their parameters and what came of them', async () => {
  const phone = await playground.customer();
  await phone.send('/start');
  const reply_markup = { inline_keyboard: [[{ text: 'a', callback_data: 'b' }]] };
  await playground.api('sendMessage', { chat_id: phone.id, text: '42', reply_markup });
  await playground.api('sendMessage', { chat_id: 1, text: 'x' });
  expect(await playground.calls('sendmessage')).toMatchObject([
    { chat_id: phone.id, params: { text: '42', chat_id: phone.id, reply_markup }, ok: true },
    { chat_id: 1, ok: false, error_code: 400 },
  ]);
});

test('gives files by their name and size', async () => {
  const body = new FormData();
  body.set('chat_id', '1');
  body.set('document', new Blob(['hello']), 'a.txt');
  await playground.api('sendDocument', body);
  expect((await playground.calls('sendDocument')).at(-1)?.params).toEqual({
    chat_id: 1,
    document: { file: 'a.txt', size: 5 },
  });
});

test('gives the chat of an answered press', async () => {
  const phone = await playground.customer();
  const id = await phone.pressData(1, 'x');
  await playground.api('answerCallbackQuery', { callback_query_id: id });
  expect((await playground.calls('answerCallbackQuery')).at(-1)).toMatchObject({
    chat_id: phone.id,
  });
});

test('keeps the last 2,000 calls, beside those of getUpdates', async () => {
  await playground.api('getChat', { chat_id: 'first' });
  for (let batch = 0; batch < 25; batch++) {
    await Promise.all(Array.from({ length: 100 }, () => playground.api('getMe')));
  }
  await playground.api('getUpdates');
  const calls = await playground.calls();
  expect(calls.filter(({ method }) => method !== 'getUpdates')).toHaveLength(2_000);
  expect(calls.at(-1)?.method).toBe('getUpdates');
});
