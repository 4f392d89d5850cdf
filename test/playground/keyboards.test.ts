import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';

let playground: TestPlayground;
let phone: Phone;

beforeAll(async () => {
  playground = await startPlayground();
  phone = await playground.customer();
  await phone.send('/start');
});

afterAll(() => playground.close());

/** Sends a message with a keyboard and gives the keyboard, or why it was refused. */
async function keyboard(reply_markup: unknown) {
  const body = await playground.api('sendMessage', { chat_id: phone.id, text: 'a', reply_markup });
  return body.ok ? body.result.reply_markup?.inline_keyboard : body.description;
}

const row = (...buttons: unknown[]) => keyboard({ inline_keyboard: [buttons] });

test('keeps the buttons of an inline keyboard', async () => {
  const buttons = [
    { text: 'Press', callback_data: 'a:1' },
    { text: 'Open', url: 'https://t.me/some_bot?start=a' },
    { text: 'Copy', copy_text: { text: 'ABCD' } },
  ];
  expect(await row(...buttons)).toEqual([buttons]);
});

test('leaves out rows without buttons, and a keyboard without rows', async () => {
  const button = { text: 'a', callback_data: 'b' };
  expect(await keyboard({ inline_keyboard: [[], [button], []] })).toEqual([[button]]);
  expect(await keyboard({ inline_keyboard: [] })).toBeUndefined();
});

test('takes callback data of 1 to 64 bytes', async () => {
  expect(await row({ text: 'a', callback_data: 'é'.repeat(32) })).toHaveLength(1);
  expect(await row({ text: 'a', callback_data: `${'é'.repeat(32)}x` })).toBe(
    'Bad Request: BUTTON_DATA_INVALID',
  );
  expect(await row({ text: 'a', callback_data: '' })).toContain('Text buttons are unallowed');
});

test.each([
  [{ text: '', callback_data: 'a' }, 'inline keyboard button text must be non-empty'],
  [{ callback_data: 'a' }, 'can\'t parse inline keyboard button: Can\'t find field "text"'],
  [
    { text: 'a' },
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  ['a', "can't parse inline keyboard button: InlineKeyboardButton must be an Object"],
  [
    { text: 'a', url: 'http://localhost:3000/' },
    "inline keyboard button URL 'http://localhost:3000/' is invalid: Wrong HTTP URL",
  ],
  [
    { text: 'a', url: 'ftp://example.com' },
    "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
  ],
  [{ text: 'a', copy_text: { text: 'x'.repeat(257) } }, 'BUTTON_COPY_TEXT_INVALID'],
])('refuses the button %j', async (button, reason) => {
  expect(await row(button)).toBe(`Bad Request: ${reason}`);
});

test('refuses what is no keyboard, and one that is too long', async () => {
  expect(await keyboard('{"inline_keyboard"')).toBe(
    "Bad Request: can't parse reply keyboard markup JSON object",
  );
  expect(await keyboard([1])).toBe('Bad Request: object expected as reply markup');
  expect(await keyboard({ inline_keyboard: [1] })).toContain('must be an Array of Arrays');
  const many = Array.from({ length: 101 }, () => [{ text: 'a', callback_data: 'b' }]);
  expect(await keyboard({ inline_keyboard: many })).toBe('Bad Request: reply markup is too long');
});

test('takes other keyboards for new messages, but not for edited ones', async () => {
  expect(await keyboard({ remove_keyboard: true })).toBeUndefined();
  const { result } = await playground.api('sendMessage', { chat_id: phone.id, text: 'a' });
  const edited = await playground.api('editMessageText', {
    chat_id: phone.id,
    message_id: result.message_id,
    text: 'b',
    reply_markup: { keyboard: [['x']] },
  });
  expect(edited.description).toBe('Bad Request: inline keyboard expected');
});
