import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { openPhotoStore } from '../../src/storage/open-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import type { S3Config } from '../../src/storage/s3-attempt.ts';
import {
  type Authority,
  createAuthority,
  type ServerCertificate,
} from '../support/servers/certificates.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { makePhoto } from './photo-store.contract.ts';

const LOOPBACK = { ip: '127.0.0.1' };

let dir: string;
let authority: Authority;
let caFile: string;

beforeAll(async () => {
  [dir, authority] = await Promise.all([
    mkdtemp(join(tmpdir(), 'cardseal-tls-')),
    createAuthority(),
  ]);
  caFile = await fileWith('authority.pem', authority.certificate);
});

afterAll(() => rm(dir, { recursive: true, force: true }));

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

function open(config: S3Config, trusted?: string): Promise<PhotoStore> {
  const photos = {
    kind: 's3' as const,
    ...config,
    ...(trusted !== undefined && { caFile: trusted }),
  };
  return openPhotoStore({ photos, dataDir: dir }, pino({ level: 'silent' }));
}

describe('a real S3 server that speaks TLS', () => {
  let binary: string | undefined;

  beforeAll(async () => {
    binary = await findMinio();
  });
  beforeEach((context) => {
    if (binary === undefined) context.skip(NO_MINIO);
  });

  async function serve(
    { onTestFinished }: TestContext,
    certificate?: ServerCertificate,
  ): Promise<MinioServer> {
    const server = await startMinio(binary ?? '', certificate === undefined ? {} : { certificate });
    onTestFinished(() => server.stop());
    return server;
  }

  test('is trusted when S3_CA_FILE names the root of its chain', async (context) => {
    const server = await serve(context, await authority.sign(LOOPBACK));
    const store = await open(server.config, caFile);
    await store.check();
    const { key, bytes } = makePhoto();
    await store.put(key, bytes);
    expect((await store.get(key)).equals(bytes)).toBe(true);
  });

  test('is not spoken to without it, and the message says what to set', async (context) => {
    const server = await serve(context, await authority.sign(LOOPBACK));
    const stranger = await fileWith('stranger.pem', (await createAuthority()).certificate);
    for (const trusted of [undefined, stranger]) {
      const store = await open(server.config, trusted);
      await expect(store.check()).rejects.toMatchObject({
        code: 'store_unavailable',
        message: expect.stringMatching(/no answer, [A-Z_]+\. Nobody.*set S3_CA_FILE\.$/),
      });
    }
  });

  test('is not spoken to under a certificate of another host, or one that has expired', async (context) => {
    const other = await serve(context, await authority.sign({ dns: 's3.example.com' }));
    await expect((await open(other.config, caFile)).check()).rejects.toMatchObject({
      message: expect.stringMatching(/ERR_TLS_CERT_ALTNAME_INVALID.*S3_ENDPOINT/),
    });
    const expired = await serve(context, await authority.sign(LOOPBACK, true));
    await expect((await open(expired.config, caFile)).check()).rejects.toMatchObject({
      message: expect.stringMatching(/CERT_HAS_EXPIRED\. Renew its certificate/),
    });
  });

  test('and one that does not are told apart', async (context) => {
    const plain = await serve(context);
    const https = { ...plain.config, endpoint: plain.config.endpoint.replace('http:', 'https:') };
    await expect((await open(https, caFile)).check()).rejects.toMatchObject({
      message: expect.stringMatching(/EPROTO.*should S3_ENDPOINT be an http address\?/),
    });
    const secure = await serve(context, await authority.sign(LOOPBACK));
    const http = { ...secure.config, endpoint: secure.config.endpoint.replace('https:', 'http:') };
    await expect((await open(http)).check()).rejects.toMatchObject({
      message: expect.stringMatching(/HTTP 400.*Or should S3_ENDPOINT be an https address\?/),
    });
  });
});

describe('S3_CA_FILE', () => {
  const config: S3Config = {
    endpoint: 'https://127.0.0.1:9',
    accessKey: 'a',
    secretKey: 'b',
    bucket: 'photos',
    region: 'us-east-1',
  };

  test('may hold several authorities, and other things between them', async () => {
    const second = await createAuthority();
    const text = `# ours\n${authority.certificate}\n# theirs\n${second.certificate}\n`;
    await open(config, await fileWith('two.pem', text));
  });

  test.each([
    ['is missing', null, 'cannot be read'],
    ['is empty', '', 'holds no certificate'],
    ['holds a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'holds no'],
    ['is broken', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'broken'],
  ])('is refused in one line when it %s', async (what, text, problem) => {
    const path = text === null ? join(dir, 'nowhere.pem') : await fileWith(`${what}.pem`, text);
    await expect(open(config, path)).rejects.toMatchObject({
      code: 'ca_file_unusable',
      message: expect.stringMatching(new RegExp(`^S3_CA_FILE names .*${problem}[^\\n]*$`)),
    });
  });
});
