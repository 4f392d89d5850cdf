import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import pino from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import type { StorageError } from '../../src/storage/storage-error.ts';
import { type HostileS3, s3Error, startHostileS3 } from './hostile-s3.ts';
import { all, makePhoto } from './photo-store.contract.ts';

const QUICK = { connectMs: 300, attemptMs: 300, attempts: 3, pauseMs: 2 };

let server: HostileS3;
let store: PhotoStore;
let logged: string;

beforeEach(async () => {
  server = await startHostileS3();
  logged = '';
  const log = pino(
    { level: 'trace' },
    {
      write: (line: string) => {
        logged += line;
      },
    },
  );
  store = createS3PhotoStore(server.config, log, QUICK);
});

afterEach(() => server.stop());

const failureOf = (call: Promise<unknown>): Promise<StorageError> =>
  call.then(
    () => expect.unreachable(),
    (error) => error,
  );

/** Answers as a good server, for the requests that the test does not care about. */
function behave(stored: Map<string, Buffer>): HostileS3['treat'] {
  return ({ method, url, body }, response) => {
    const found = stored.get(url);
    if (method === 'PUT') stored.set(url, body);
    if (method === 'PUT') response.end();
    else if (found === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-length': found.length })
        .end(method === 'GET' ? found : '');
  };
}

test.each([500, 502, 503, 504, 429, 408])('a %i is attempted again and mended', async (status) => {
  const good = behave(new Map());
  server.treat = (received, response) => {
    if (received.number < 2) response.writeHead(status).end();
    else good(received, response);
  };
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'PUT', 'HEAD']);
});

test('a store that stays broken is given up after three attempts', async () => {
  server.treat = (_, response) => s3Error(response, 500, 'InternalError');
  const { key, bytes } = makePhoto();
  const failure = await failureOf(store.put(key, bytes));
  expect(failure).toMatchObject({ code: 'store_unavailable', retryable: true });
  expect(server.received).toHaveLength(3);
});

test.each([
  [403, 'AccessDenied', 'store_denied'],
  [403, 'InvalidAccessKeyId', 'store_denied'],
  [403, 'RequestTimeTooSkewed', 'store_denied'],
  [400, 'AuthorizationHeaderMalformed', 'store_denied'],
  [301, 'PermanentRedirect', 'store_denied'],
  [404, 'NoSuchBucket', 'store_missing_bucket'],
  [507, 'XMinioStorageFull', 'store_full'],
  [403, 'QuotaExceeded', 'store_full'],
])('a %i %s is final: %s', async (status, code, expected) => {
  server.treat = (_, response) => s3Error(response, status, code);
  const { key, bytes } = makePhoto();
  const failure = await failureOf(store.put(key, bytes));
  expect(failure).toMatchObject({ code: expected, message: expect.stringContaining(code) });
  expect(server.received).toHaveLength(1);
});

test('neither an error nor the log repeats what a server says about the keys', async () => {
  const calls = [
    () => store.put(makePhoto().key, Buffer.from('x')),
    () => store.get(makePhoto().key),
    () => store.stat(makePhoto().key),
    () => store.remove(makePhoto().key),
    () => all(store.list('cards/')),
    () => store.check(),
  ];
  for (const [status, code] of [
    [403, 'SignatureDoesNotMatch'],
    [500, 'the-secret-key'],
    [418, 'the-access-key'],
  ] as const) {
    server.treat = (_, response) => s3Error(response, status, code);
    for (const call of calls) {
      const failure = await failureOf(call());
      const seen = `${inspect(failure, { depth: 9, showHidden: true })} ${JSON.stringify(failure)}`;
      expect(seen).not.toMatch(/the-access-key|the-secret-key|Signature=/);
    }
  }
  expect(logged).toContain('trying again');
  expect(logged).not.toMatch(/the-access-key|the-secret-key|Signature=/);
});

test('nothing is printed past the log', async () => {
  const printed = (['warn', 'error', 'log', 'info'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  );
  server.treat = (_, response) => response.writeHead(503).end();
  await failureOf(store.stat(makePhoto().key));
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('a connection that is cut before the answer is attempted again', async () => {
  const good = behave(new Map());
  server.treat = (received, response) => {
    if (received.number === 0) response.destroy();
    else good(received, response);
  };
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'HEAD']);
});

test('an answer that was lost after the photo was stored does no harm', async () => {
  const stored = new Map<string, Buffer>();
  const good = behave(stored);
  server.treat = (received, response) => {
    if (received.number > 0) return good(received, response);
    stored.set(received.url, received.body);
    response.destroy();
  };
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect([...stored.keys()]).toEqual([`/photos/${key}`]);
  expect(stored.get(`/photos/${key}`)?.equals(bytes)).toBe(true);
});

test('a 200 that stored nothing or less is not believed', async () => {
  const { key, bytes } = makePhoto();
  server.treat = ({ method }, response) => response.writeHead(method === 'PUT' ? 200 : 404).end();
  expect(await failureOf(store.put(key, bytes))).toMatchObject({ code: 'store_corrupt' });
  expect(server.received).toHaveLength(6);

  server.treat = ({ method }, response) =>
    response.writeHead(200, { 'content-length': method === 'PUT' ? 0 : bytes.length - 1 }).end();
  expect(await failureOf(store.put(key, bytes))).toMatchObject({
    code: 'store_corrupt',
    retryable: true,
  });
});

test('a photo that is cut on its way is got again, and other bytes are never handed out', async () => {
  const { key, bytes } = makePhoto();
  server.treat = ({ number }, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    if (number > 0) return response.end(bytes);
    response.write(bytes.subarray(0, 500), () => response.destroy());
  };
  expect((await store.get(key)).equals(bytes)).toBe(true);
  expect(server.received).toHaveLength(2);

  server.treat = (_, response) => response.end('other bytes');
  expect(await failureOf(store.get(key))).toMatchObject({ code: 'store_corrupt' });
  server.treat = (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 500), () => response.destroy());
  };
  expect(await failureOf(store.get(key))).toMatchObject({ code: 'store_unavailable' });
});

test('a server that sends without end is stopped', async () => {
  server.treat = (_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65536)));
    };
    response.on('drain', pour);
    pour();
  };
  expect(await failureOf(store.get(makePhoto().key))).toMatchObject({
    code: expect.stringMatching(/store_(corrupt|unavailable)/),
  });
});

test('a server that never answers, or never ends its answer, meets the deadline', async () => {
  server.treat = () => {};
  expect(await failureOf(store.stat(makePhoto().key))).toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('ATTEMPT_DEADLINE'),
  });
  expect(server.received).toHaveLength(3);

  server.treat = (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('slow');
  };
  expect(await failureOf(store.get(makePhoto().key))).toMatchObject({
    message: expect.stringContaining('ATTEMPT_DEADLINE'),
  });
});

test('a caller who aborts is let go at once with the reason', async () => {
  const controller = new AbortController();
  const left = Promise.withResolvers<void>();
  // It would answer well right after the abort: who does not follow the signal has its photo stored.
  server.treat = ({ method }, response) => {
    response.on('close', left.resolve);
    controller.abort(new Error('shutting down'));
    const headers = { 'content-length': method === 'HEAD' ? 1 : 0 };
    setImmediate(() => response.writeHead(200, headers).end());
  };
  const patient = createS3PhotoStore(server.config, pino({ level: 'silent' }));
  const call = patient.put(makePhoto().key, Buffer.from('x'), { signal: controller.signal });
  await expect(call).rejects.toThrow('shutting down');
  await left.promise;
  expect(server.received).toHaveLength(1);
});

test('a server that is not there is told as unavailable', async () => {
  await server.stop();
  expect(await failureOf(store.check())).toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a TLS connection that never stands meets the shorter deadline', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const config = { ...server.config, endpoint: `https://127.0.0.1:${port}` };
  const impatient = createS3PhotoStore(config, pino({ level: 'silent' }), {
    ...QUICK,
    connectMs: 50,
    attemptMs: 60_000,
    attempts: 1,
  });
  expect(await failureOf(impatient.check())).toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('CONNECT_DEADLINE'),
  });
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => silent.close(done));
});

test('a bucket that is missing and may not be made is named', async () => {
  server.treat = ({ method }, response) => {
    if (method === 'HEAD') response.writeHead(404).end();
    else s3Error(response, 403, 'AccessDenied');
  };
  expect(await failureOf(store.check())).toMatchObject({
    code: 'store_missing_bucket',
    message: expect.stringContaining('photos'),
  });
});

test('a bucket that another process makes in the same moment is as good', async () => {
  server.treat = ({ method }, response) => {
    if (method === 'HEAD') response.writeHead(404).end();
    else s3Error(response, 409, 'BucketAlreadyOwnedByYou');
  };
  await store.check();
});

test('removing a photo is done where a server answers 404', async () => {
  server.treat = (_, response) => s3Error(response, 404, 'NoSuchKey');
  await store.remove(makePhoto().key);
});

test('an answer that is not S3 is no empty list', async () => {
  server.treat = (_, response) => response.end('<html>welcome</html>');
  expect(await failureOf(all(store.list('cards/')))).toMatchObject({ code: 'store_corrupt' });
});
