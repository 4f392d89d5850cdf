import QRCode from 'qrcode';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Phone,
  startPlayground,
  type TestPlayground,
} from '../support/playground/playground.ts';
import { drawPicture } from './pictures.ts';

let playground: TestPlayground;
let phone: Phone;

beforeAll(async () => {
  playground = await startPlayground();
  phone = await playground.customer();
});

afterAll(() => playground.close());

async function api(method: string, path: string, body?: unknown) {
  const response = await fetch(`${playground.url}/api${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The newest update, as the bot gets it. */
async function update() {
  return (await playground.api('getUpdates', { offset: -1, timeout: 5 })).result.at(-1);
}

describe('a phone', () => {
  test('gets a name and a language if it brings none', async () => {
    const { info } = await playground.customer();
    expect(info).toEqual({
      id: expect.any(Number),
      role: 'customer',
      first_name: expect.stringMatching(/\S/),
      language_code: 'en',
      blocked: false,
    });
    expect(info.id).toBeGreaterThan(2 ** 32);
  });

  test('of an admin takes the next of the reserved ids, until none is left', async () => {
    const fresh = await startPlayground();
    const ids = [await fresh.admin(), await fresh.admin(), await fresh.admin()].map(({ id }) => id);
    expect(ids).toEqual(fresh.adminIds);
    await expect(fresh.admin()).rejects.toMatchObject({ status: 409 });
    await fresh.close();
  });

  test('is listed with the bot and the sample photos', async () => {
    const { text } = await api('GET', '/phones');
    expect(JSON.parse(text)).toMatchObject({
      bot: { is_bot: true, username: 'cardseal_playground_bot' },
      phones: expect.arrayContaining([expect.objectContaining({ id: phone.id })]),
      samples: expect.arrayContaining([{ id: 'card-front', name: 'Card front' }]),
    });
  });

  test('changes its language', async () => {
    const other = await playground.customer();
    const changed = other.waitForEvent('phone', (data) => data.phone.language_code === 'ru');
    await other.setLanguage('ru');
    expect((await changed).phone).toMatchObject({ id: other.id, language_code: 'ru' });
    expect((await other.send('привет')).from?.language_code).toBe('ru');
  });

  test('is refused if what it brings is wrong, or if it is not there', async () => {
    expect((await api('POST', '/phones', { role: 'king' })).status).toBe(400);
    expect((await api('POST', '/phones', '{')).status).toBe(400);
    const unknown = await api('GET', '/phones/5/chat');
    expect([unknown.status, JSON.parse(unknown.text)]).toEqual([
      404,
      { error: { code: 'no_such_phone', message: 'There is no such phone.' } },
    ]);
  });
});

describe('a message of a person', () => {
  test('reaches the bot with its entities', async () => {
    const sent = await phone.send(' /start ABC ');
    expect(sent).toMatchObject({
      text: '/start ABC',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
    expect((await update()).message).toEqual(sent);
  });

  test('is split if it is very long', async () => {
    const { text } = await api('POST', `/phones/${phone.id}/messages`, {
      text: `${'word '.repeat(1_000)}end`,
    });
    const { messages } = JSON.parse(text);
    expect(messages).toHaveLength(2);
    expect(messages[0].text.length).toBeLessThanOrEqual(4_096);
    expect(messages.map((part: { text: string }) => part.text).join(' ')).toBe(
      `${'word '.repeat(1_000)}end`,
    );
  });

  test('is refused if it is empty', async () => {
    await expect(phone.send(' \n ')).rejects.toMatchObject({ status: 400 });
  });

  test('may be a photo, made small by the app, with a caption', async () => {
    const sent = await phone.sendPhoto(await drawPicture(4_000, 3_000), { caption: 'my #card' });
    expect(sent.photo?.at(-1)).toMatchObject({ width: 2_560, height: 1_920 });
    expect(sent).toMatchObject({ caption: 'my #card', caption_entities: [{ type: 'hashtag' }] });
    await expect(phone.sendPhoto(Buffer.from('no picture'))).rejects.toMatchObject({ status: 400 });
  });

  test('may be a file, with the name and type that it claims', async () => {
    const options = { as: 'document', name: 'a.jpg', type: 'image/jpeg' } as const;
    expect((await phone.sendPhoto(Buffer.from('<html>'), options)).document).toMatchObject({
      file_name: 'a.jpg',
      mime_type: 'image/jpeg',
      file_size: 6,
    });
  });

  test('may be an album of up to ten', async () => {
    const pictures = await Promise.all([30, 31, 32].map((width) => drawPicture(width, 20)));
    const parts = await phone.sendAlbum(pictures, { caption: 'three' });
    expect(new Set(parts.map(({ media_group_id }) => media_group_id)).size).toBe(1);
    expect(parts.map(({ caption }) => caption)).toEqual(['three', undefined, undefined]);
    const eleven = Array.from({ length: 11 }, () => Buffer.from('a'));
    await expect(phone.sendAlbum(eleven, { as: 'document' })).rejects.toMatchObject({
      status: 400,
    });
  });

  test('may be a sample photo', async () => {
    expect((await phone.sendSample('card-front')).photo?.length).toBeGreaterThan(3);
    expect((await phone.sendSample('card-front', { as: 'document' })).document?.file_name).toBe(
      'card-front.jpg',
    );
    await expect(phone.sendSample('../page/index')).rejects.toMatchObject({ status: 404 });
  });

  test('may be anything that a test makes up', async () => {
    const contact = { phone_number: '1', first_name: 'A' };
    expect(await phone.sendRaw({ contact })).toMatchObject({ contact, from: { id: phone.id } });
    const forged = await phone.sendRaw({ message_id: 5, from: NOBODY, text: 'x' });
    expect((await update()).message).toEqual(forged);
    expect(forged).toMatchObject({ message_id: 5, from: { id: 1 } });
  });
});

const NOBODY = { id: 1, is_bot: false, first_name: 'Nobody' };

describe('a link', () => {
  test.each([
    'https://t.me/cardseal_playground_bot?start=ABC-1_2',
    't.me/Cardseal_Playground_Bot?start=ABC-1_2',
    'tg://resolve?domain=cardseal_playground_bot&start=ABC-1_2',
  ])('to the bot sends its payload: %s', async (url) => {
    expect(await phone.open(url)).toEqual({ opened: 'start', text: '/start ABC-1_2' });
    expect((await update()).message.text).toBe('/start ABC-1_2');
  });

  test('may share a text', async () => {
    expect(
      await phone.open('https://t.me/share/url?url=https%3A%2F%2Fa.b%2Fc&text=Look%20here'),
    ).toEqual({
      opened: 'share',
      url: 'https://a.b/c',
      text: 'Look here',
    });
  });

  test.each([
    'https://example.com/?start=ABC',
    'https://t.me/another_bot?start=ABC',
    'https://t.me/cardseal_playground_bot',
    `https://t.me/cardseal_playground_bot?start=${'a'.repeat(65)}`,
    'https://t.me/cardseal_playground_bot?start=a%2Eb',
    'just text',
  ])('does nothing if it has nothing to do with the bot: %s', async (url) => {
    expect(await phone.open(url)).toEqual({ opened: 'none' });
  });
});

describe('a scan', () => {
  const link = 'https://t.me/cardseal_playground_bot?start=ABCDEFGHJKMN';

  test('reads the QR code in a photo or document', async () => {
    const code = await QRCode.toBuffer(link, { errorCorrectionLevel: 'Q', width: 1_000 });
    expect(await phone.scan(await phone.sendPhoto(code))).toBe(link);
    expect(await phone.scan(await phone.sendPhoto(code, { as: 'document' }))).toBe(link);
    const onCard = await sharp(await drawPicture(1_200, 1_600))
      .composite([{ input: await sharp(code).resize(300).toBuffer(), left: 800, top: 1_200 }])
      .jpeg()
      .toBuffer();
    expect(await phone.scan(await phone.sendPhoto(onCard))).toBe(link);
  });

  test('finds nothing in other pictures and files', async () => {
    expect(await phone.scan(await phone.sendPhoto(await drawPicture(300, 200)))).toBeNull();
    expect(
      await phone.scan(await phone.sendPhoto(Buffer.from('a'), { as: 'document' })),
    ).toBeNull();
    expect((await api('POST', '/scan', { file_id: 'nothing' })).status).toBe(404);
  });

  test('reads an uploaded picture', async () => {
    const body = new FormData();
    body.set('file', new Blob([Uint8Array.from(await QRCode.toBuffer('hello'))]), 'qr.png');
    const response = await fetch(`${playground.url}/api/scan`, { method: 'POST', body });
    expect(await response.json()).toEqual({ text: 'hello' });
  });
});

describe('a file', () => {
  test('is shown with its type, and small if that is wanted', async () => {
    const { photo } = await phone.sendPhoto(await drawPicture(900, 600));
    const large = await api('GET', `/files/${photo?.at(-1)?.file_id}`);
    expect(large.headers.get('content-type')).toBe('image/jpeg');
    expect(large.headers.get('cache-control')).toContain('immutable');
    const small = await api('GET', `/files/${photo?.at(-1)?.file_id}?size=thumb`);
    expect(small.headers.get('content-length')).toBe(String(photo?.[1]?.file_size));
  });

  test('of a document is a download that cannot act as a page', async () => {
    const options = { as: 'document', name: 'x.html', type: 'text/html' } as const;
    const { document } = await phone.sendPhoto(Buffer.from('<script>1</script>'), options);
    const { headers } = await api('GET', `/files/${document?.file_id}`);
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('a cleared chat', () => {
  test('is empty on the phone, while the bot can still edit what it sent', async () => {
    const other = await playground.customer();
    await other.send('hello');
    const sent = await playground.api('sendMessage', { chat_id: other.id, text: 'old' });
    await other.clear();
    expect(await other.messages()).toEqual([]);
    const { message_id } = sent.result;
    const edit = { chat_id: other.id, message_id, text: 'new' };
    expect((await playground.api('editMessageText', edit)).ok).toBe(true);
    expect(await other.messages()).toEqual([]);
    await playground.api('sendMessage', { chat_id: other.id, text: 'after' });
    expect(await other.messages()).toMatchObject([{ text: 'after' }]);
  });
});

describe('the test’s phone', () => {
  test('says what the phone shows when it waits in vain', async () => {
    const other = await playground.customer();
    await other.send('hello');
    const reply_markup = { inline_keyboard: [[{ text: 'Go on', callback_data: 'x' }]] };
    await playground.api('sendMessage', { chat_id: other.id, text: 'Step 1', reply_markup });
    await expect(other.waitFor('Step 2', { timeout: 1 })).rejects.toThrow(/bot: Step 1 \{Go on\}/);
  });

  test('waits for what came since it last did something', async () => {
    const other = await playground.customer();
    await other.send('hello');
    await playground.api('sendMessage', { chat_id: other.id, text: 'Step 1' });
    expect((await other.waitFor('Step')).text).toBe('Step 1');
    await other.send('go on');
    await expect(other.waitFor('Step', { timeout: 1 })).rejects.toThrow('waited 1 ms');
    await playground.api('sendMessage', { chat_id: other.id, text: 'Step 2' });
    expect((await other.waitFor(/Step \d/)).text).toBe('Step 2');
  });
});
