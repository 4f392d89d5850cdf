import { expect, onTestFinished, test } from 'vitest';
import { startPlayground } from '../support/playground/playground.ts';

test('tells pages what happens, with ids that rise and the names of the phone API', async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const stream = await fetch(`${playground.url}/api/events`);
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const phone = await playground.customer();
  await phone.send('hello');
  const { result } = await playground.api('sendMessage', { chat_id: phone.id, text: 'old' });
  const { message_id } = result;
  await playground.api('editMessageText', { chat_id: phone.id, message_id, text: 'new' });
  await playground.api('deleteMessage', { chat_id: phone.id, message_id });
  const press = await phone.pressData(message_id, 'x');
  await playground.api('answerCallbackQuery', { callback_query_id: press, text: 'Hi' });

  let seen = '';
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    seen += chunk;
    if (seen.includes('event: answer')) break;
  }
  const events = seen.split('\n\n').filter((block) => block.startsWith('id: '));
  const ids = events.map((block) => Number(/^id: (\d+)/.exec(block)?.[1]));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(events.map((block) => /event: (\w+)/.exec(block)?.[1])).toEqual([
    'phone',
    'message',
    'message',
    'edited',
    'deleted',
    'answer',
  ]);
  expect(JSON.parse(/data: (.*)/.exec(events.at(-1) ?? '')?.[1] ?? '')).toEqual({
    phone: phone.id,
    callback_query_id: press,
    text: 'Hi',
    show_alert: false,
  });
});

test('goes on when a page leaves', async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const controller = new AbortController();
  await fetch(`${playground.url}/api/events`, { signal: controller.signal });
  const phone = await playground.customer();
  controller.abort();
  for (let count = 0; count < 50; count++) await phone.send(`message ${count}`);
  expect(await phone.messages()).toHaveLength(50);
});
