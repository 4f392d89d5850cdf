import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestBot, type TestBot } from '../support/bot/test-bot.ts';
import { freePort } from '../support/servers/free-port.ts';
import { eventually } from '../support/waiting/eventually.ts';
import { createHeld, type Held } from '../support/waiting/held.ts';

const SECRET = 'a-webhook-secret-of-more-than-32-characters';
const HEADER = 'x-telegram-bot-api-secret-token';

let bot: TestBot;
let port: number;
let answers: Held;
let before: unknown;

beforeAll(async () => {
  port = await freePort();
  answers = createHeld();
  answers.release();
  bot = await startTestBot({
    env: {
      PORT: String(port),
      WEBHOOK_URL: `http://127.0.0.1:${port}/telegram/hook`,
      WEBHOOK_SECRET: SECRET,
    },
    faults: async (point) => {
      if (point === 'before-show') await answers.hold();
    },
  });
  await bot.customer.send('/start');
  await bot.customer.waitFor('Hello');
  await vi.waitFor(async () => expect(await unfinished()).toEqual([]), { timeout: 20_000 });
});
afterAll(() => bot.close());
beforeEach(async () => {
  before = await state();
});

function unfinished(): Promise<unknown> {
  return bot.database
    .fork()
    .execute('select update_id from taken_update where finished_at is null');
}

/** Everything that the database holds of updates and people. */
function state(): Promise<unknown> {
  return bot.database.fork().execute(`
    select (select json_agg(t order by update_id) from taken_update t) as updates,
      (select json_agg(p order by id) from person p) as people,
      (select json_agg(s order by admin_id) from admin_session s) as sessions,
      (select json_agg(v order by update_id) from verification v) as verifications`);
}

let updateId = 1_000_000;

function update(text = '/help') {
  updateId += 1;
  const from = { id: bot.customer.id, is_bot: false, first_name: 'Carla', language_code: 'en' };
  const chat = { id: bot.customer.id, type: 'private', first_name: 'Carla' };
  return { update_id: updateId, message: { message_id: 1, date: 1, chat, from, text } };
}

function send(method: string, body: string | null, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${port}/telegram/hook`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/** Writes to the server as it is told, and returns all that it answers until it hangs up. */
function speak(...pieces: string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

function head(...lines: string[]): string {
  return `${['POST /telegram/hook HTTP/1.1', 'Host: bot', 'Content-Type: application/json', ...lines].join('\r\n')}\r\n`;
}

describe('the webhook refuses without a trace', () => {
  test.each([
    ['no secret', 401, 'POST', () => JSON.stringify(update()), {}],
    ['a wrong secret', 401, 'POST', () => JSON.stringify(update()), { [HEADER]: 'x'.repeat(43) }],
    ['a wrong method', 404, 'PUT', () => JSON.stringify(update()), { [HEADER]: SECRET }],
    ['no body', 400, 'POST', () => '', { [HEADER]: SECRET }],
    ['half a body', 400, 'POST', () => JSON.stringify(update()).slice(0, -5), { [HEADER]: SECRET }],
    ['another body', 400, 'POST', () => '{"update":1}', { [HEADER]: SECRET }],
    [
      'more than a mebibyte',
      413,
      'POST',
      () => JSON.stringify(update('x'.repeat(1024 * 1024))),
      { [HEADER]: SECRET },
    ],
    [
      'what does not call itself JSON',
      415,
      'POST',
      () => JSON.stringify(update()),
      { [HEADER]: SECRET, 'content-type': 'text/plain' },
    ],
  ])('%s', async (_what, status, method, body, headers) => {
    expect((await send(method, body(), headers)).status).toBe(status);
    expect(await state()).toEqual(before);
  });

  test('a body that is said to be larger than a mebibyte, before it is sent', async () => {
    const answer = await speak(
      head(`${HEADER}: ${SECRET}`, 'Content-Length: 99999999', 'Connection: close'),
      '\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(await state()).toEqual(before);
  });

  test('two lengths, and a length beside chunks, by which one request could hide in another', async () => {
    const body = JSON.stringify(update());
    for (const lines of [
      ['Content-Length: 5', `Content-Length: ${body.length}`],
      ['Transfer-Encoding: chunked', `Content-Length: ${body.length}`],
    ]) {
      const answer = await speak(head(`${HEADER}: ${SECRET}`, ...lines), `\r\n${body}`);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
    }
    expect(await state()).toEqual(before);
  });

  test('connections that say nothing, or half of what they should: they are cut off, and others are served meanwhile', async () => {
    const begun = [
      '',
      head(`${HEADER}: ${SECRET}`),
      `${head(`${HEADER}: ${SECRET}`, 'Content-Length: 200')}\r\n{"update_id":`,
    ];
    const cutOff = Promise.all(begun.map((said) => speak(said)));
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    for (const answer of await cutOff) expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(await state()).toEqual(before);
  });
});

test('an update is acknowledged when it was taken, before it is answered', async () => {
  answers = createHeld();
  const sent = update();
  expect((await send('POST', JSON.stringify(sent), { [HEADER]: SECRET })).status).toBe(200);
  await answers.reached;
  expect(await unfinished()).toEqual([{ update_id: String(sent.update_id) }]);
  answers.release();
  await bot.customer.waitFor('How to check');
  await eventually(unfinished).toEqual([]);
  const ofIt = bot.logged.filter((line) => line.includes(`"requestId":"u${sent.update_id}"`));
  expect(ofIt.join('')).toContain('"msg":"answered"');
});

test('an update whose answer hangs holds up neither its own acknowledgement nor the next one', async () => {
  answers = createHeld();
  for (let nth = 0; nth < 20; nth++) {
    const response = await send('POST', JSON.stringify(update()), { [HEADER]: SECRET });
    expect(response.status).toBe(200);
  }
  answers.release();
  await eventually(unfinished).toEqual([]);
});
