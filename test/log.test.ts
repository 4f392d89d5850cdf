import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from '../src/log.ts';
import { inRequest } from '../src/request.ts';

const TOKEN = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOO-_QQr';
const SECRET = 'sword/"fish"';
const PRIVATE = 'a private text';

function recorder(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const log = createLogger({
    level: 'trace',
    pretty: false,
    secrets: [SECRET],
    destination,
    ...options,
  });
  return { log, lines };
}

function parse(line: string | undefined): Record<string, unknown> {
  return JSON.parse(line ?? '');
}

test('a line is a JSON object with the level as a word and the time in ISO 8601', () => {
  const { log, lines } = recorder();
  log.info({ cardId: 7 }, 'card %s', 'registered');
  expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
  expect(parse(lines[0])).toMatchObject({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    cardId: 7,
    msg: 'card registered',
  });
});

test('a pretty entry is one line for people; requests are named only where their calls are', () => {
  for (const level of ['info', 'debug'] as const) {
    const { log, lines } = recorder({ pretty: true, level });
    inRequest('u7', () => log.warn({ cardId: 7, more: { a: 1 } }, 'card registered'));
    const fields = level === 'debug' ? '"requestId":"u7","cardId":7' : '"cardId":7';
    expect(lines.join('').replace(/^\[\d\d:\d\d:\d\d\.\d+\] /, '')).toBe(
      `WARN: card registered {${fields},"more":{"a":1}}\n`,
    );
  }
});

test('lines below the level are not written', () => {
  const { log, lines } = recorder({ level: 'warn' });
  log.info('no');
  log.error('yes');
  expect(lines.map((line) => parse(line).msg)).toEqual(['yes']);
});

test('an error is written as it is described, its cause within it', () => {
  const { log, lines } = recorder();
  log.error({ err: new TypeError('outer', { cause: new RangeError('inner') }) }, 'failed');
  expect(parse(lines[0])).toMatchObject({
    err: {
      type: 'TypeError',
      message: 'outer',
      cause: { type: 'RangeError', message: 'inner' },
    },
    msg: 'failed',
  });
});

test('an error alone gives the line its described message', () => {
  const { log, lines } = recorder();
  const error = Object.assign(new Error(`invalid input syntax: "${PRIVATE}"`), { code: '22P02' });
  log.error(error);
  log.error({ err: error });
  log.error({ err: error }, 'said otherwise');
  const messages = lines.map((line) => parse(line).msg);
  expect(messages).toEqual([
    'invalid input syntax: "…"',
    'invalid input syntax: "…"',
    'said otherwise',
  ]);
  expect(lines.join('')).not.toContain(PRIVATE);
});

describe.each([false, true])('nothing private is written (pretty: %s)', (pretty) => {
  const update = { update_id: 5, message: { text: PRIVATE } };
  const failed = Object.assign(new Error('x'), { payload: PRIVATE, parameters: [PRIVATE] });

  test.each<[string, (log: ReturnType<typeof createLogger>) => void]>([
    ['of an update', (log) => log.info(update)],
    ['of an update in a field', (log) => log.info({ update }, 'x')],
    ['of an update in the text', (log) => log.info('got %o %j %s', update, update, update)],
    [
      'of an update in a child logger',
      (log) => log.child({ update }).child({ again: update }).info('x'),
    ],
    ['of an error', (log) => log.error(failed, 'x')],
    ['of an error in any field', (log) => log.error({ reason: failed }, 'x')],
    ['of an error in the text', (log) => log.error('failed: %o', failed)],
    ['of an error in a child logger', (log) => log.child({ err: failed }).error('x')],
  ])('%s', (_, write) => {
    const { log, lines } = recorder({ pretty });
    write(log);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain('private');
  });

  test('of a secret, wherever it stands', () => {
    const { log, lines } = recorder({ pretty });
    log.info(`text ${SECRET} ${TOKEN}`);
    log.info({
      [SECRET]: SECRET,
      url: new URL(`http://h/bot${TOKEN}/x?y=${encodeURIComponent(SECRET)}`),
    });
    log.error(new Error(`outer ${SECRET}`, { cause: new Error(`inner ${TOKEN}`) }));
    log.child({ token: TOKEN }).warn('format %s', SECRET);
    expect(lines.join('')).toMatch(/<secret>[\s\S]*<token>/);
    expect(lines.join('')).not.toMatch(/sword|fish|AAbbCC/);
  });
});

describe('what grammY throws is written without token and payload', () => {
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith('/sendMessage')) {
      const description = 'Bad Request: chat not found';
      response.end(JSON.stringify({ ok: false, error_code: 400, description }));
    } else if (request.url?.endsWith('/sendPhoto')) {
      request.socket.destroy();
    } else if (request.url?.endsWith('/getMe')) {
      response.statusCode = 502;
      response.end(`<html>bad gateway: ${request.url}</html>`);
    }
  });
  let apiRoot = '';

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    apiRoot = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  type Call = (api: Api) => Promise<unknown>;
  const send: Call = (api) => api.sendMessage(1, PRIVATE);
  const hang: Call = (api) => api.getChat(PRIVATE);
  const sendPhoto: Call = (api) =>
    api.sendPhoto(1, new InputFile(Buffer.alloc(1000)), { caption: PRIVATE });

  test.each<[string, Call, string | undefined, typeof GrammyError | typeof HttpError]>([
    ['a refused call', send, undefined, GrammyError],
    ['a dropped connection', sendPhoto, undefined, HttpError],
    ['an answer that is no JSON', (api) => api.getMe(), undefined, HttpError],
    ['a call that took too long', hang, undefined, HttpError],
    ['a server that is away', send, 'http://127.0.0.1:1', HttpError],
    ['a host that does not exist', send, 'http://telegram.invalid', HttpError],
  ])('%s', async (_, call, root, type) => {
    for (const sensitiveLogs of [false, true]) {
      const timeoutSeconds = call === hang ? 0.2 : 60;
      const api = new Api(TOKEN, { apiRoot: root ?? apiRoot, sensitiveLogs, timeoutSeconds });
      const error: unknown = await call(api).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(type);
      if (!(error instanceof Error)) throw error;

      const { log, lines } = recorder({ secrets: [] });
      log.error(error);
      log.error({ err: error, more: { error } }, 'failed');
      log.error({ err: new Error('wrapped', { cause: error }) }, 'failed: %o', error);
      expect(lines).toHaveLength(3);
      for (const line of lines) expect(parse(line)).toMatchObject({ level: 'error' });
      expect(lines.join('')).not.toMatch(/AAbbCC|private/);
    }
  });
});

/** Runs a script with the real logger (`createLogger`) and gives what it wrote and how it ended. */
async function run(script: string, env: NodeJS.ProcessEnv = {}) {
  const url = new URL('../src/log.ts', import.meta.url).href;
  const source = `import { createLogger } from ${JSON.stringify(url)};\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { output, code, signal };
}

test.each([
  ['json', 'process.exit(3)', [3, null]],
  ['pretty', 'process.exit(3)', [3, null]],
  ['json', "process.kill(process.pid, 'SIGKILL')", [null, 'SIGKILL']],
  ['pretty', "process.kill(process.pid, 'SIGKILL')", [null, 'SIGKILL']],
])('all lines are written, in %s, where %s comes right after them', async (kind, end, ended) => {
  const { output, code, signal } = await run(`
    const log = createLogger({ level: 'info', pretty: ${kind === 'pretty'}, secrets: [] });
    for (let i = 1; i <= 5000; i++) log.info('line ' + i + ' of the flood');
    ${end};
  `);
  expect([code, signal]).toEqual(ended);
  expect(output.match(/line \d+ of the flood/g)).toHaveLength(5000);
  expect(output).toMatch(/line 5000 of the flood.*\n$/);
});

test('nothing private is written in colours', async () => {
  const script = `
    const log = createLogger({ level: 'info', pretty: true, secrets: ['swordfish'] });
    for (const text of ['A1B2C3D4E5FC', '${TOKEN}', 'swordfish']) log.info({ [text]: text }, text);
  `;
  const { output } = await run(script, { FORCE_COLOR: '1' });
  expect(output).toContain('\u001b[');
  expect(output.match(/<(code|token|secret)>/g)).toHaveLength(9);
  expect(output).not.toMatch(/A1B2C3|AAbbCC|swordfish/);
});
