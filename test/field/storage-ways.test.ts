import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, expect, onTestFinished, type TestContext } from 'vitest';
import { createConfig } from '../../src/config.ts';
import { openPhotoStore, s3ConfigOf } from '../../src/storage/open-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import type { S3Config } from '../../src/storage/s3-attempt.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { type HostileS3, s3Error, startHostileS3 } from '../storage/hostile-s3.ts';
import { all, makePhoto } from '../storage/photo-store.contract.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { type ForwardProxy, startForwardProxy } from '../support/playground/forward-proxy.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { createAuthority } from '../support/servers/certificates.ts';
import { findMinio, type MinioOptions, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { runScript } from '../support/sources/run-script.ts';

const silent = pino({ level: 'silent' });
const QUICK = { connectMs: 2_000, attemptMs: 5_000, attempts: 1, pauseMs: 1 };

let server: HostileS3;

beforeEach(async () => {
  server = await startHostileS3();
});
afterEach(() => server.stop());

async function proxyBefore(endpoint: string): Promise<ForwardProxy> {
  const proxy = await startForwardProxy(Number(new URL(endpoint).port));
  onTestFinished(() => proxy.close());
  return proxy;
}

async function minio(context: TestContext, options: MinioOptions = {}): Promise<S3Config> {
  const binary = (await findMinio()) ?? context.skip(NO_MINIO);
  const real = await startMinio(binary, options);
  context.onTestFinished(() => real.stop());
  return real.config;
}

/** Puts, gets, lists and removes a photo. */
async function expectAllWorks(store: PhotoStore): Promise<void> {
  await store.check();
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect((await store.get(key)).equals(bytes)).toBe(true);
  expect(await all(store.list('cards/'))).toMatchObject([{ key, size: bytes.length }]);
  await store.remove(key);
  expect(await store.stat(key)).toBeNull();
}

fieldCase(
  'storage',
  {
    kind: 'addresses of IPv6',
    input: 'S3_ENDPOINT=http://[::1]:9000',
    outcome: 'the store is spoken to',
  },
  async (context) => {
    const heard: (string | undefined)[] = [];
    const six = createServer((request, response) => {
      heard.push(request.headers.host);
      response.end();
    }).listen(0, '::1');
    const listening = await Promise.race([
      once(six, 'listening').then(() => true),
      once(six, 'error').then(() => false),
    ]);
    if (!listening) context.skip('no IPv6 here');
    onTestFinished(() => void six.close());
    const host = `[::1]:${(six.address() as AddressInfo).port}`;
    const endpoint = `http://${host}`;
    await createS3PhotoStore({ ...server.config, endpoint }, silent, QUICK).check();
    expect(heard).toEqual([host]);
  },
);

fieldCase(
  'storage',
  {
    kind: 'addresses of IPv6',
    input: 'S3_ENDPOINT=http://[2001:db8::5], on the usual port',
    outcome: 'the host is named in brackets',
  },
  async () => {
    const { url, asked } = await proxyBefore(server.config.endpoint);
    const proxies = { HTTP_PROXY: url };
    const config = { ...server.config, endpoint: 'http://[2001:db8::5]', proxies };
    await createS3PhotoStore(config, silent, QUICK).check();
    expect(asked).toEqual([expect.stringMatching(/^HEAD http:\/\/\[2001:db8::5\](:80)?\/photos/)]);
    expect(server.received[0]?.headers.host).toBe('[2001:db8::5]');
  },
);

fieldCase(
  'storage',
  {
    kind: 'stores that take only bucket.host addresses',
    input: 'S3_PATH_STYLE=off; another host is answered with 403 SecondLevelDomainForbidden',
    outcome:
      'the bucket stands before the host, for the photos and for the question whether anybody reads them',
  },
  async () => {
    const { url, asked } = await proxyBefore(server.config.endpoint);
    server.treat = ({ headers }, response) => {
      if (headers.host === 'photos.s3.example') response.end();
      else s3Error(response, 403, 'SecondLevelDomainForbidden');
    };
    const { photos } = createConfig({
      S3_ENDPOINT: 'http://s3.example',
      S3_ACCESS_KEY: 'a',
      S3_SECRET_KEY: 'b',
      S3_BUCKET: 'photos',
      S3_PATH_STYLE: 'off',
    });
    if (photos.kind !== 's3') throw new Error('no S3');
    const config = { ...(await s3ConfigOf(photos)), proxies: { HTTP_PROXY: url } };
    await createS3PhotoStore(config, silent, QUICK).check();
    const inPath = { ...config, pathStyle: true };
    await expect(createS3PhotoStore(inPath, silent, QUICK).remove(makePhoto().key)).rejects.toThrow(
      'Set S3_PATH_STYLE=off.',
    );
    expect(asked[0]).toMatch(/^HEAD http:\/\/photos\.s3\.example(:80)?\/$/);
  },
);

fieldCase(
  'storage',
  {
    kind: 'stores that take only bucket.host addresses',
    input: 'a real S3 server that knows buckets by their hosts, S3_PATH_STYLE=off',
    outcome: 'everything works',
  },
  async (context) => {
    const config = await minio(context, { domain: 's3.example' });
    const { url, asked } = await proxyBefore(config.endpoint);
    const away = { ...config, endpoint: 'http://s3.example:9000', pathStyle: false };
    await expectAllWorks(createS3PhotoStore({ ...away, proxies: { HTTP_PROXY: url } }, silent));
    for (const each of asked) expect(each).toContain('http://photos.s3.example:9000/');
  },
);

fieldCase(
  'storage',
  {
    kind: "connections that ignore the host's settings",
    input: 'a store over http that only HTTP_PROXY reaches',
    outcome: 'every call goes by the proxy',
  },
  async (context) => {
    const config = await minio(context);
    const { url, asked } = await proxyBefore(config.endpoint);
    const proxies = { HTTP_PROXY: url };
    const away = { ...config, endpoint: 'http://store.invalid:9000', proxies };
    await expectAllWorks(createS3PhotoStore(away, silent));
    expect(asked.some((each) => each.startsWith('PUT http://store.invalid:9000/photos/'))).toBe(
      true,
    );
  },
);

fieldCase(
  'storage',
  {
    kind: "connections that ignore the host's settings",
    input:
      'a store over https with an authority of its own (S3_CA_FILE) that only HTTPS_PROXY reaches',
    outcome: 'it is trusted through the tunnel, and without S3_CA_FILE it is not',
  },
  async (context) => {
    const authority = await createAuthority();
    const certificate = await authority.sign({ dns: 'store.example' });
    const config = await minio(context, { certificate });
    const { url, asked } = await proxyBefore(config.endpoint);
    const proxies = { HTTPS_PROXY: url };
    const away = { ...config, endpoint: 'https://store.example:9000', proxies };
    await expectAllWorks(createS3PhotoStore({ ...away, ca: [authority.certificate] }, silent));
    expect(new Set(asked)).toEqual(new Set(['CONNECT store.example:9000']));
    await expect(createS3PhotoStore(away, silent, QUICK).check()).rejects.toThrow('S3_CA_FILE');
  },
);

const settings = (endpoint: string) => ({
  BOT_TOKEN: `123456:${'a'.repeat(35)}`,
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  S3_ENDPOINT: endpoint,
  S3_ACCESS_KEY: 'the-access-key',
  S3_SECRET_KEY: 'the-secret-key',
  S3_BUCKET: 'photos',
});

const VARIABLES: [name: string, isUsed: boolean, more?: Record<string, string>][] = [
  ['HTTP_PROXY', true],
  ['http_proxy', true],
  ['ALL_PROXY', true],
  ['HTTPS_PROXY', false],
  ['HTTP_PROXY', false, { NO_PROXY: '127.0.0.1' }],
  ['HTTP_PROXY', false, { no_proxy: '*' }],
];

for (const [name, isUsed, more = {}] of VARIABLES) {
  const input = [name, ...Object.entries(more).map((each) => each.join('='))].join(' and ');
  fieldCase(
    'storage',
    {
      kind: "connections that ignore the host's settings",
      input: `npm run photos -- copy from a store over http with ${input}`,
      outcome: isUsed ? 'the store is reached by the proxy' : 'the store is reached directly',
    },
    async () => {
      const { url, asked } = await proxyBefore(server.config.endpoint);
      server.treat = (_, response) => response.end('<ListBucketResult></ListBucketResult>');
      const target = await temporaryFolder();
      const env = { ...settings(server.config.endpoint), ...more, [name]: url };
      const args = ['copy', '--from', 's3', '--to', target];
      expect((await runScript('scripts/photos.ts', args, env)).code).toBe(0);
      expect(server.received.length).toBeGreaterThan(0);
      expect(asked).toHaveLength(isUsed ? server.received.length : 0);
    },
  );
}

for (const value of ['socks5://10.0.0.1:1080', 'http://u:pass word@:99999']) {
  fieldCase(
    'storage',
    {
      kind: "connections that ignore the host's settings",
      input: `HTTPS_PROXY=${value}`,
      outcome: 'the command ends with one line that names the variable and not its value',
    },
    async () => {
      const env = { ...settings('https://store.invalid'), HTTPS_PROXY: value };
      const args = ['copy', '--from', 's3', '--to', './nowhere'];
      const { code, output } = await runScript('scripts/photos.ts', args, env);
      expect(output.trim()).toMatch(/^HTTPS_PROXY must be the address of an http proxy.*\.$/);
      expect(output).not.toMatch(/10\.0\.0\.1|pass word/);
      expect(code).toBe(2);
    },
  );
}

fieldCase(
  'storage',
  {
    kind: 'stores with certificates of their own',
    input: 'a self-signed certificate, through no proxy',
    outcome: 'the line says to set S3_CA_FILE',
  },
  async (context) => {
    const authority = await createAuthority();
    const config = await minio(context, { certificate: await authority.sign({ ip: '127.0.0.1' }) });
    const photos = { kind: 's3' as const, ...config };
    const store = await openPhotoStore({ photos, dataDir: '.' }, silent);
    await expect(store.check()).rejects.toThrow('set S3_CA_FILE');
  },
);
