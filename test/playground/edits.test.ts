import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';
import { drawPicture } from './pictures.ts';

let playground: TestPlayground;
let phone: Phone;
let now = Date.now();

beforeAll(async () => {
  playground = await startPlayground({ clock: { now: () => now } });
  phone = await playground.customer();
  await phone.send('/start');
});

afterAll(() => playground.close());

const keyboard = { inline_keyboard: [[{ text: 'a', callback_data: 'b' }]] };

/** Calls a method for a message of the chat; gives the result, or why it was refused. */
async function call(method: string, message_id: number, more: Record<string, unknown> = {}) {
  const body = await playground.api(method, { chat_id: phone.id, message_id, ...more });
  return body.ok ? body.result : body.description;
}

async function text(value = 'old'): Promise<number> {
  const more = { chat_id: phone.id, text: value, reply_markup: keyboard };
  return (await playground.api('sendMessage', more)).result.message_id;
}

/** A file id of a photo, a different one for each width. */
async function photoId(width: number): Promise<string> {
  const { photo } = await phone.sendPhoto(await drawPicture(width, 20));
  return photo?.at(-1)?.file_id ?? '';
}

async function photo(): Promise<number> {
  const more = { chat_id: phone.id, photo: await photoId(30), caption: 'old' };
  return (await playground.api('sendPhoto', more)).result.message_id;
}

describe('an edited text', () => {
  test('takes the place of the old one, and its keyboard that of the old one', async () => {
    const id = await text();
    const edited = phone.waitForEvent('edited');
    expect(await call('editMessageText', id, { text: 'new' })).toMatchObject({
      message_id: id,
      text: 'new',
      edit_date: expect.any(Number),
    });
    expect((await edited).message.text).toBe('new');
    expect((await phone.last()).reply_markup).toBeUndefined();
  });

  test('is refused if nothing would change', async () => {
    const id = await text();
    const same = { text: ' old ', reply_markup: keyboard };
    expect(await call('editMessageText', id, same)).toBe(
      'Bad Request: message is not modified: specified new message content and reply markup are ' +
        'exactly the same as a current content and reply markup of the message',
    );
    expect(await call('editMessageText', id, { text: 'old' })).toMatchObject({ text: 'old' });
  });

  test('is refused for a photo, a message of the person, and one that is not there', async () => {
    const edit = (id: number) => call('editMessageText', id, { text: 'new' });
    expect(await edit(await photo())).toBe('Bad Request: there is no text in the message to edit');
    expect(await edit((await phone.send('mine')).message_id)).toBe(
      "Bad Request: message can't be edited",
    );
    expect(await edit(999_999)).toBe('Bad Request: message to edit not found');
    expect((await playground.api('editMessageText', { text: 'new' })).description).toBe(
      'Bad Request: message identifier is not specified',
    );
  });

  test('is held to the length of a new one', async () => {
    expect(await call('editMessageText', await text(), { text: 'a'.repeat(4_097) })).toBe(
      'Bad Request: MESSAGE_TOO_LONG',
    );
  });
});

describe('an edited caption', () => {
  test('takes the place of the old one and leaves the photo', async () => {
    const id = await photo();
    expect(await call('editMessageCaption', id, { caption: 'new' })).toMatchObject({
      caption: 'new',
      photo: [{ width: 30 }],
    });
    expect(await call('editMessageCaption', id)).not.toHaveProperty('caption');
  });

  test('is refused for a text, and if it is too long', async () => {
    expect(await call('editMessageCaption', await text(), { caption: 'a' })).toBe(
      'Bad Request: there is no caption in the message to edit',
    );
    expect(await call('editMessageCaption', await photo(), { caption: 'a'.repeat(1_025) })).toBe(
      'Bad Request: MEDIA_CAPTION_TOO_LONG',
    );
  });
});

describe('edited media', () => {
  test('take the place of a photo with its caption, or of a text', async () => {
    const media = { type: 'photo', media: await photoId(40), caption: 'new' };
    const changed = { caption: 'new', photo: [{ width: 40 }] };
    expect(await call('editMessageMedia', await photo(), { media })).toMatchObject(changed);
    const fromText = await call('editMessageMedia', await text(), { media });
    expect(fromText).toMatchObject(changed);
    expect(fromText).not.toHaveProperty('text');
  });

  test('may be uploaded', async () => {
    const body = new FormData();
    body.set('chat_id', String(phone.id));
    body.set('message_id', String(await photo()));
    body.set('media', '{"type":"document","media":"attach://f"}');
    body.set('f', new Blob(['hello']), 'a.txt');
    const { result } = await playground.api('editMessageMedia', body);
    expect(result).toMatchObject({ document: { file_name: 'a.txt', file_size: 5 } });
    expect(result).not.toHaveProperty('photo');
  });

  test('are refused if they are the same, or of another kind in an album', async () => {
    const file = await photoId(50);
    const sent = { chat_id: phone.id, photo: file };
    const id = (await playground.api('sendPhoto', sent)).result.message_id;
    const media = { type: 'photo', media: file };
    expect(await call('editMessageMedia', id, { media })).toContain('message is not modified');
    const album = await playground.api('sendMediaGroup', {
      chat_id: phone.id,
      media: [media, media],
    });
    const document = (await phone.sendPhoto(Buffer.from('a'), { as: 'document' })).document;
    expect(
      await call('editMessageMedia', album.result[0].message_id, {
        media: { type: 'document', media: document?.file_id },
      }),
    ).toBe("Bad Request: can't change media type in the album");
  });
});

describe('an edited keyboard', () => {
  test('takes the place of the old one, and an absent one removes it', async () => {
    const id = await text();
    expect(await call('editMessageReplyMarkup', id)).not.toHaveProperty('reply_markup');
    expect(await call('editMessageReplyMarkup', id)).toContain('message is not modified');
    const changed = await call('editMessageReplyMarkup', id, { reply_markup: keyboard });
    expect(changed).toMatchObject({ text: 'old', reply_markup: keyboard });
  });
});

describe('a deleted message', () => {
  test('is gone from the phone, whoever sent it', async () => {
    const own = await text();
    const theirs = (await phone.send('mine')).message_id;
    const deleted = phone.waitForEvent('deleted');
    expect(await call('deleteMessage', own)).toBe(true);
    expect((await deleted).message_ids).toEqual([own]);
    expect(await call('deleteMessage', theirs)).toBe(true);
    const left = (await phone.messages()).map(({ message_id }) => message_id);
    expect(left).not.toContain(own);
    expect(left).not.toContain(theirs);
  });

  test('cannot be deleted twice', async () => {
    const id = await text();
    await call('deleteMessage', id);
    expect(await call('deleteMessage', id)).toBe('Bad Request: message to delete not found');
    expect(await call('editMessageText', id, { text: 'a' })).toBe(
      'Bad Request: message to edit not found',
    );
  });

  test('may be one of many, of which those that are not there are left out', async () => {
    const ids = [await text(), 888_888, await text()];
    const more = { chat_id: phone.id, message_ids: ids };
    expect((await playground.api('deleteMessages', more)).result).toBe(true);
    expect((await playground.api('deleteMessages', { chat_id: phone.id })).description).toBe(
      'Bad Request: message identifiers are not specified',
    );
    const tooMany = {
      chat_id: phone.id,
      message_ids: Array.from({ length: 101 }, (_, n) => n + 1),
    };
    expect((await playground.api('deleteMessages', tooMany)).description).toBe(
      'Bad Request: too many message identifiers specified',
    );
  });

  test('cannot be older than 48 hours', async () => {
    const id = await text();
    now += 48 * 60 * 60 * 1000 + 1_000;
    expect(await call('deleteMessage', id)).toBe(
      "Bad Request: message can't be deleted for everyone",
    );
  });
});

test('answers to a message that is there only', async () => {
  const reply = (reply_parameters: unknown) =>
    playground.api('sendMessage', { chat_id: phone.id, text: 'answer', reply_parameters });
  const message_id = await text('question');
  expect((await reply({ message_id })).result.reply_to_message).toMatchObject({ text: 'question' });
  expect((await reply({ message_id: 777_777 })).description).toBe(
    'Bad Request: message to be replied not found',
  );
  const lenient = await reply({ message_id: 777_777, allow_sending_without_reply: true });
  expect(lenient.result).not.toHaveProperty('reply_to_message');
});
