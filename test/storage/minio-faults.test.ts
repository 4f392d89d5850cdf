import { readFile } from 'node:fs/promises';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { all, makePhoto } from './photo-store.contract.ts';

const QUICK = { connectMs: 500, attemptMs: 500, attempts: 3, pauseMs: 20 };
const log = pino({ level: 'silent' });

let server: MinioServer;
let binary: string | undefined;

beforeAll(async () => {
  binary = await findMinio();
  if (binary === undefined) console.warn(NO_MINIO);
  else server = await startMinio(binary);
});

beforeEach((context) => {
  if (binary === undefined) context.skip(NO_MINIO);
});

afterAll(() => server?.stop());

test('a bucket that is missing is told, and made by the check', async () => {
  const config = { ...server.config, bucket: 'made-by-the-check' };
  const store = createS3PhotoStore(config, log);
  const { key, bytes } = makePhoto();
  await expect(store.put(key, bytes)).rejects.toMatchObject({ code: 'store_missing_bucket' });
  await store.check();
  await store.put(key, bytes);
  expect(await store.stat(key)).toEqual({ size: bytes.length });
});

test('a wrong key is refused, by the check and by every call', async () => {
  await createS3PhotoStore(server.config, log).check();
  const { key, bytes } = makePhoto();
  for (const wrong of [{ secretKey: 'guessed-secret' }, { accessKey: 'guessed-key' }]) {
    const store = createS3PhotoStore({ ...server.config, ...wrong }, log);
    const denied = { code: 'store_denied', message: expect.not.stringContaining('guessed') };
    await expect(store.check()).rejects.toMatchObject(denied);
    await expect(store.put(key, bytes)).rejects.toMatchObject(denied);
    await expect(store.get(key)).rejects.toMatchObject(denied);
    await expect(store.stat(key)).rejects.toMatchObject(denied);
    await expect(store.remove(key)).rejects.toMatchObject(denied);
    await expect(all(store.list('cards/'))).rejects.toMatchObject(denied);
  }
});

/** The rights that the operator is told to give the key. */
async function documentedRights(): Promise<string[]> {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  return [...page.matchAll(/`(s3:\w+)`/g)].map(([, right = '']) => right);
}

test('a key that may not make the bucket is told so, and with the rights of the documentation does all the rest', async (context) => {
  const allowed = new Set(await documentedRights());
  expect(allowed.delete('s3:CreateBucket')).toBe(true);
  const strict = await startMinio(binary ?? '', { mayDo: (action) => allowed.has(action) });
  context.onTestFinished(() => strict.stop());
  const store = createS3PhotoStore(strict.config, log);
  await expect(store.check()).rejects.toMatchObject({
    code: 'store_missing_bucket',
    message: expect.stringContaining('this key may not create it'),
  });

  allowed.add('s3:CreateBucket');
  await store.check();
  allowed.delete('s3:CreateBucket');
  const { key, bytes } = makePhoto();
  await store.check();
  await store.put(key, bytes);
  expect((await store.get(key)).equals(bytes)).toBe(true);
  expect(await store.stat(key)).toEqual({ size: bytes.length });
  expect(await all(store.list('cards/'))).toMatchObject([{ key }]);
  await store.remove(key);
  expect(await store.stat(key)).toBeNull();
});

test('nobody reads photos, or what there is, without the key', async () => {
  const store = createS3PhotoStore(server.config, log);
  await store.check();
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  const { endpoint, bucket } = server.config;
  for (const path of [key, '', '?list-type=2&prefix=cards/', '?policy', '?location']) {
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      const answer = await fetch(`${endpoint}/${bucket}/${path}`, { method });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
  }
  expect((await store.get(key)).equals(bytes)).toBe(true);
});

test('a bucket of another region is refused, and the message names the setting', async (context) => {
  const abroad = await startMinio(binary ?? '', { region: 'eu-central-1' });
  context.onTestFinished(() => abroad.stop());
  const { key, bytes } = makePhoto();
  const store = createS3PhotoStore(abroad.config, log);
  await store.check();
  await store.put(key, bytes);
  const lost = createS3PhotoStore({ ...abroad.config, region: 'us-east-1' }, log);
  for (const call of [() => lost.check(), () => lost.put(key, bytes), () => lost.get(key)]) {
    await expect(call()).rejects.toMatchObject({
      code: 'store_denied',
      message: expect.stringContaining('S3_REGION'),
    });
  }
});

test('a bucket with dots in its name is spoken to by its path', async () => {
  const store = createS3PhotoStore({ ...server.config, bucket: 'my.cards.example' }, log);
  await store.check();
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect((await store.get(key)).equals(bytes)).toBe(true);
});

test('a server that freezes in the middle meets the deadline, and thawed it works again', async () => {
  const store = createS3PhotoStore(server.config, log, QUICK);
  await store.check();
  const { key, bytes } = makePhoto(Buffer.alloc(8 * 1024 * 1024, 'a frozen photo'));
  server.freeze();
  try {
    await expect(store.put(key, bytes)).rejects.toMatchObject({
      code: 'store_unavailable',
      retryable: true,
      message: expect.stringContaining('DEADLINE'),
    });
  } finally {
    server.thaw();
  }
  const patient = createS3PhotoStore(server.config, log);
  await patient.put(key, bytes);
  expect((await patient.get(key)).equals(bytes)).toBe(true);
});

test('a server that is killed during a put leaves nothing half, and back again it works', async () => {
  const store = createS3PhotoStore(server.config, log, QUICK);
  await store.check();
  const { key, bytes } = makePhoto(Buffer.alloc(8 * 1024 * 1024, 'a killed photo'));
  const put = store.put(key, bytes);
  await server.kill();
  await expect(put).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });

  await server.start();
  const patient = createS3PhotoStore(server.config, log);
  const found = await patient.stat(key);
  expect(found === null || found.size === bytes.length).toBe(true);
  await patient.put(key, bytes);
  expect((await patient.get(key)).equals(bytes)).toBe(true);
});

test('a list goes over more than one page', async () => {
  const store = createS3PhotoStore({ ...server.config, bucket: 'many' }, log);
  await store.check();
  const photos = Array.from({ length: 1010 }, (_, index) => makePhoto(Buffer.from(`${index}`)));
  await Promise.all(photos.map(({ key, bytes }) => store.put(key, bytes)));
  const keys = (await all(store.list('cards/'))).map(({ key }) => key);
  expect(keys.sort()).toEqual(photos.map(({ key }) => key).sort());
});
