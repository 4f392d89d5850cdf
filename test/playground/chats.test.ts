import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlayground, type TestPlayground } from '../support/playground/playground.ts';

let playground: TestPlayground;

beforeAll(async () => {
  playground = await startPlayground();
});

afterAll(() => playground.close());

const send = async (chat_id: unknown) =>
  await playground.api('sendMessage', { chat_id, text: 'a' });

describe('a chat', () => {
  test('is there when the person has written, and not before', async () => {
    const phone = await playground.customer();
    expect((await send(phone.id)).description).toBe('Bad Request: chat not found');
    await phone.send('hello');
    expect((await send(phone.id)).ok).toBe(true);
    expect((await send(String(phone.id))).ok).toBe(true);
  });

  test('is not found for what is no person', async () => {
    for (const id of [1, -5, 0, '@someone', 'abc']) {
      expect([id, (await send(id)).description]).toEqual([id, 'Bad Request: chat not found']);
    }
    expect((await send('')).description).toBe('Bad Request: chat_id is empty');
  });

  test('tells who the person is', async () => {
    const phone = await playground.customer({ first_name: 'Ann', username: 'ann_1' });
    await phone.send('hello');
    expect((await playground.api('getChat', { chat_id: phone.id })).result).toMatchObject({
      id: phone.id,
      type: 'private',
      first_name: 'Ann',
      username: 'ann_1',
    });
  });

  test('has message ids that rise over all chats', async () => {
    const [one, other] = [await playground.customer(), await playground.customer()];
    const ids = [await one.send('a'), await other.send('b'), await one.send('c')].map(
      ({ message_id }) => message_id,
    );
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a person who blocked the bot', () => {
  test('gets nothing: the bot is refused with a 403 until it is let in again', async () => {
    const phone = await playground.customer();
    await phone.send('hello');
    const { result } = await send(phone.id);
    await phone.block();
    const refused = { error_code: 403, description: 'Forbidden: bot was blocked by the user' };
    const to = { chat_id: phone.id };
    expect(await send(phone.id)).toMatchObject(refused);
    expect(await playground.api('sendChatAction', { ...to, action: 'typing' })).toMatchObject(
      refused,
    );
    expect(
      await playground.api('editMessageText', { ...to, message_id: result.message_id, text: 'b' }),
    ).toMatchObject(refused);
    await expect(phone.send('while blocked')).rejects.toMatchObject({ status: 409 });
    await phone.block(false);
    expect((await send(phone.id)).ok).toBe(true);
  });

  test('is told to the bot', async () => {
    const phone = await playground.customer();
    await phone.send('hello');
    await phone.block();
    const { result } = await playground.api('getUpdates', { offset: -1 });
    expect(result.at(-1).my_chat_member).toMatchObject({
      chat: { id: phone.id },
      old_chat_member: { status: 'member' },
      new_chat_member: { status: 'kicked' },
    });
  });
});

describe('a chat action', () => {
  test('is shown until the bot sends something', async () => {
    const phone = await playground.customer();
    await phone.send('hello');
    const begin = phone.waitForEvent('action', ({ action }) => action !== null);
    const more = { chat_id: phone.id, action: 'upload_photo' };
    expect((await playground.api('sendChatAction', more)).result).toBe(true);
    expect((await begin).action).toBe('upload_photo');
    const end = phone.waitForEvent('action', ({ action }) => action === null);
    await send(phone.id);
    await end;
  });

  test('is refused if Telegram does not know it', async () => {
    const phone = await playground.customer();
    await phone.send('hello');
    const more = { chat_id: phone.id, action: 'dancing' };
    expect((await playground.api('sendChatAction', more)).description).toBe(
      'Bad Request: wrong parameter action in request',
    );
  });
});
