import type { ServerResponse } from 'node:http';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isReadByAnybody } from '../../src/storage/anonymous-read.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { type HostileS3, startHostileS3 } from './hostile-s3.ts';
import { all, makePhoto } from './photo-store.contract.ts';

/** A caller who gives up is let go then: each call would otherwise last far longer than a test may. */

const PATIENT = { connectMs: 600_000, attemptMs: 600_000, attempts: 3, pauseMs: 600_000 };
const REASON = new Error('the job was ended');

let server: HostileS3;
let store: PhotoStore;
let ending: AbortController;
let onWarning: () => void;

beforeEach(async () => {
  server = await startHostileS3();
  ending = new AbortController();
  onWarning = () => {};
  const log = pino({ level: 'warn' }, { write: () => onWarning() });
  store = createS3PhotoStore(server.config, log, PATIENT);
});
afterEach(() => server.stop());

const { key, bytes } = makePhoto();

const CALLS: [string, (signal: AbortSignal) => Promise<unknown>][] = [
  ['put', (signal) => store.put(key, bytes, { signal })],
  ['get', (signal) => store.get(key, { signal })],
  ['stat', (signal) => store.stat(key, { signal })],
  ['remove', (signal) => store.remove(key, { signal })],
  ['check', (signal) => store.check({ signal })],
  ['list', (signal) => all(store.list('cards/', { signal }))],
  ['a look without a key', (signal) => isReadByAnybody(server.config, key, signal)],
];

/** Answers so many requests; the caller gives up while the next one is not answered. */
function answer(...answers: ((response: ServerResponse) => void)[]): void {
  server.treat = ({ number }, response) => {
    const given = answers[number];
    if (given === undefined) ending.abort(REASON);
    else given(response);
  };
}

function listOf(rest: string): (response: ServerResponse) => void {
  return (response) => response.end(`<ListBucketResult>${rest}</ListBucketResult>`);
}

test.each(CALLS)('a %s that hangs', async (_, call) => {
  answer();
  await expect(call(ending.signal)).rejects.toBe(REASON);
  expect(server.received).toHaveLength(1);
});

test.each(CALLS.slice(0, -1))('a %s that waits to be attempted again', async (_, call) => {
  server.treat = (_received, response) => response.writeHead(503).end();
  onWarning = () => setImmediate(() => ending.abort(REASON));
  await expect(call(ending.signal)).rejects.toBe(REASON);
  expect(server.received).toHaveLength(1);
});

describe('a call of several requests whose later one hangs', () => {
  test('a put, while the stored size is asked for', async () => {
    answer((response) => response.end());
    await expect(store.put(key, bytes, { signal: ending.signal })).rejects.toBe(REASON);
    expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  });

  test('a check, while the bucket is made', async () => {
    answer((response) => response.writeHead(404).end());
    await expect(store.check({ signal: ending.signal })).rejects.toBe(REASON);
    expect(server.received.map(({ method }) => method)).toEqual(['HEAD', 'PUT']);
  });

  test('a list, at its second page', async () => {
    answer(
      listOf(
        `<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>
         <Contents><Key>${key}</Key><Size>1</Size></Contents>`,
      ),
    );
    await expect(all(store.list('cards/', { signal: ending.signal }))).rejects.toBe(REASON);
    expect(server.received).toHaveLength(2);
  });

  test('a list, at a size that it does not tell', async () => {
    answer(listOf(`<Contents><Key>${key}</Key></Contents>`));
    await expect(all(store.list('cards/', { signal: ending.signal }))).rejects.toBe(REASON);
    expect(server.received.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
  });
});

test('a body that ends no more', async () => {
  server.treat = (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 10), () => setImmediate(() => ending.abort(REASON)));
  };
  await expect(store.get(key, { signal: ending.signal })).rejects.toBe(REASON);
});
