import { request } from 'node:http';
import { Api, GrammyError, InputFile } from 'grammy';
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
  await phone.send('/start');
});

afterAll(() => playground.close());

const address = (method: string, token = playground.token) =>
  `${playground.url}/bot${token}/${method}`;

describe('a call of the Bot API', () => {
  test('may be a GET with its parameters in the address', async () => {
    const response = await fetch(address(`sendMessage?chat_id=${phone.id}&text=by%20GET`));
    expect(await response.json()).toMatchObject({ ok: true, result: { text: 'by GET' } });
  });

  test('may be a form', async () => {
    const body = new URLSearchParams({
      chat_id: String(phone.id),
      text: '<b>by</b> form',
      parse_mode: 'HTML',
      reply_markup: '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}',
    });
    const response = await fetch(address('sendMessage'), { method: 'POST', body });
    expect(await response.json()).toMatchObject({
      result: { text: 'by form', reply_markup: { inline_keyboard: [[{ callback_data: 'b' }]] } },
    });
  });

  test('may be multipart, with files by the name of their field or by attach://', async () => {
    const picture = new Blob([Uint8Array.from(await drawPicture(40, 30))], { type: 'image/jpeg' });
    const byField = new FormData();
    byField.set('chat_id', String(phone.id));
    byField.set('photo', picture, 'a.jpg');
    const attached = new FormData();
    attached.set('chat_id', String(phone.id));
    attached.set('photo', 'attach://mine');
    attached.set('mine', picture, 'a.jpg');
    for (const body of [byField, attached]) {
      const response = await fetch(address('sendPhoto'), { method: 'POST', body });
      expect(await response.json()).toMatchObject({
        result: { photo: [{ width: 40, height: 30 }] },
      });
    }
  });

  test('names its method in any case, and ignores parameters it does not know', async () => {
    expect(
      await playground.api('SENDMESSAGE', { chat_id: phone.id, text: 'a', colour: 1 }),
    ).toMatchObject({ ok: true });
  });

  test('answers with the status of its error', async () => {
    const response = await fetch(address('sendMessage?chat_id=1&text=a'));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      ok: false,
      error_code: 400,
      description: 'Bad Request: chat not found',
    });
  });

  test('is refused with another token, a malformed one, or an unknown method', async () => {
    const other = await fetch(address('getMe', `1:${'a'.repeat(35)}`));
    expect([other.status, await other.json()]).toEqual([
      401,
      { ok: false, error_code: 401, description: 'Unauthorized' },
    ]);
    const malformed = await fetch(address('getMe', 'abc'));
    expect([malformed.status, await malformed.json()]).toEqual([
      404,
      { ok: false, error_code: 404, description: 'Not Found' },
    ]);
    expect(await playground.api('makeCoffee')).toEqual({
      ok: false,
      error_code: 404,
      description: 'Not Found: method not found',
    });
  });

  test('is refused if its body is no JSON object', async () => {
    for (const body of ['{"a"', '[1]', '"x"', '7']) {
      const response = await fetch(address('getMe'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect([body, response.status]).toEqual([body, 400]);
    }
  });
});

describe('a client of the Bot API', () => {
  test('works as it does with Telegram', async () => {
    const api = new Api(playground.token, { apiRoot: playground.url });
    expect(await api.getMe()).toMatchObject({ is_bot: true, username: 'cardseal_playground_bot' });
    const message = await api.sendPhoto(
      phone.id,
      new InputFile(await drawPicture(400, 300), 'a.jpg'),
      {
        caption: '<b>A card</b>',
        parse_mode: 'HTML',
      },
    );
    const largest = message.photo.at(-1);
    expect(largest).toMatchObject({ width: 400, height: 300 });
    await api.sendMediaGroup(phone.id, [
      { type: 'photo', media: largest?.file_id ?? '' },
      { type: 'photo', media: new InputFile(await drawPicture(300, 400), 'b.jpg') },
    ]);
    const file = await api.getFile(largest?.file_id ?? '');
    const bytes = await fetch(
      `${playground.url}/file/bot${playground.token}/${file.file_path}`,
    ).then((response) => response.arrayBuffer());
    expect(bytes.byteLength).toBe(file.file_size);
    await expect(api.sendMessage(1, 'nobody')).rejects.toThrow(GrammyError);
  });
});

describe('the server', () => {
  /** Asks with a Host header of the test's choice, which fetch does not allow. */
  function statusFor(host: string): Promise<number | undefined> {
    const { port } = new URL(playground.url);
    return new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/api/phones', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  test('listens on the loopback only', () => {
    expect(new URL(playground.url).hostname).toBe('127.0.0.1');
  });

  test('answers to the loopback’s names only', async () => {
    expect(await statusFor('127.0.0.1:8081')).toBe(200);
    expect(await statusFor('localhost:8081')).toBe(200);
    expect(await statusFor('[::1]')).toBe(200);
    expect(await statusFor('evil.example')).toBe(421);
    expect(await statusFor('127.0.0.1.evil.example')).toBe(421);
  });

  test('lets no other page change anything', async () => {
    const post = (origin: string) =>
      fetch(`${playground.url}/api/phones/${phone.id}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: '{"text":"hello"}',
      });
    expect((await post('https://evil.example')).status).toBe(403);
    expect((await post('null')).status).toBe(403);
    expect((await post(playground.url)).status).toBe(201);
  });

  test('serves the page so that it can load nothing from elsewhere', async () => {
    const response = await fetch(`${playground.url}/`);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
