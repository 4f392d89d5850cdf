import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, beforeEach, expect, onTestFinished } from 'vitest';
import { openPhotoStore } from '../../src/storage/open-photo-store.ts';
import { createS3Attempts } from '../../src/storage/s3-attempt.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { type HostileS3, s3Error, startHostileS3 } from '../storage/hostile-s3.ts';
import { makePhoto } from '../storage/photo-store.contract.ts';
import { startTestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';
import { runScript } from '../support/sources/run-script.ts';

const QUICK = { connectMs: 1_000, attemptMs: 2_000, attempts: 2, pauseMs: 1 };
const SECRETS = /the-access-key|the-secret-key/;

let server: HostileS3;
/** What would end the process. */
let unhandled: unknown[];

beforeEach(async () => {
  server = await startHostileS3();
  unhandled = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
});
afterEach(() => server.stop());

const THROWS: [input: string, call: () => Promise<never>][] = [
  [
    'the client throws at once',
    () => {
      throw new TypeError('at once');
    },
  ],
  ['the client rejects later', () => delay(1).then(() => Promise.reject(new TypeError('later')))],
  [
    'the client rejects after its deadline',
    () => delay(80).then(() => Promise.reject(new TypeError('after the deadline'))),
  ],
];

for (const [input, call] of THROWS) {
  fieldCase(
    'storage',
    { kind: 'what a client throws', input, outcome: 'the call fails; the process goes on' },
    async () => {
      const attempt = createS3Attempts(server.config, { connectMs: 50, attemptMs: 40 })(undefined);
      await expect(attempt.run(call)).rejects.toThrow(/at once|later|too long/);
      await delay(100);
      expect(unhandled).toEqual([]);
    },
  );
}

fieldCase(
  'storage',
  {
    kind: 'what a client throws',
    input: 'S3_ENDPOINT=http://_minio:9000, a host that the client does not take',
    outcome: 'every call fails and names the kind of error; the process goes on',
  },
  async () => {
    const config = { ...server.config, endpoint: 'http://_minio:9000' };
    const store = createS3PhotoStore(config, pino({ level: 'silent' }), QUICK);
    const message = expect.stringContaining('InvalidEndpointError');
    await expect(store.check()).rejects.toMatchObject({ code: 'store_unavailable', message });
    await expect(store.stat(makePhoto().key)).rejects.toMatchObject({ message });
    await delay(0);
    expect(unhandled).toEqual([]);
  },
);

const REASONS: [status: number, word: string, told: RegExp][] = [
  [400, 'InvalidRequest', /HTTP 400, InvalidRequest/],
  [403, 'RequestTimeTooSkewed', /RequestTimeTooSkewed\. Set the clock of this machine/],
  [403, 'SignatureDoesNotMatch', /SignatureDoesNotMatch\. Check S3_SECRET_KEY/],
  [403, 'SecondLevelDomainForbidden', /SecondLevelDomainForbidden\. Set S3_PATH_STYLE=off/],
  [503, 'SlowDown', /HTTP 503, SlowDown/],
  [500, 'InternalError', /HTTP 500, InternalError/],
  [501, 'NotImplemented', /HTTP 501, NotImplemented/],
];

for (const [status, word, told] of REASONS) {
  fieldCase(
    'storage',
    {
      kind: 'the reason of a failure is thrown away',
      input: `a put is answered with ${status} ${word}`,
      outcome: "the store's own word stands in the line for the operator, and what to do",
    },
    async () => {
      server.treat = (_, response) => s3Error(response, status, word);
      const store = createS3PhotoStore(server.config, pino({ level: 'silent' }), QUICK);
      const { key, bytes } = makePhoto();
      const failure = await store.put(key, bytes).catch((error: Error) => error.message);
      expect(failure).toMatch(told);
      expect(failure).not.toMatch(SECRETS);
    },
  );
}

const REGIONS: [input: string, status: number, headers: Record<string, string>, body: string][] = [
  [
    'HEAD is answered with 301 and x-amz-bucket-region',
    301,
    { 'x-amz-bucket-region': 'eu-west-3' },
    '',
  ],
  [
    'HEAD is answered with 400 and x-amz-bucket-region',
    400,
    { 'x-amz-bucket-region': 'eu-west-3' },
    '',
  ],
  [
    'a call is answered with AuthorizationHeaderMalformed and the region',
    400,
    {},
    '<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>',
  ],
];

for (const [input, status, headers, body] of REGIONS) {
  fieldCase(
    'storage',
    {
      kind: 'regions that must be found out',
      input,
      outcome: 'the operator reads which S3_REGION to set',
    },
    async () => {
      server.treat = ({ method }, response) =>
        response.writeHead(status, headers).end(method === 'HEAD' ? undefined : body);
      const store = createS3PhotoStore(server.config, pino({ level: 'silent' }), QUICK);
      const call = body === '' ? store.check() : store.remove(makePhoto().key);
      await expect(call).rejects.toMatchObject({
        code: 'store_denied',
        message: expect.stringMatching(/Set S3_REGION=eu-west-3\.$/),
      });
    },
  );
}

/** Its bucket is there, and every put is refused. */
const refusingPuts: HostileS3['treat'] = ({ method, url }, response) => {
  if (method === 'PUT') s3Error(response, 400, 'InvalidRequest');
  else if (method === 'HEAD' && url.startsWith('/photos/cards/')) response.writeHead(404).end();
  else if (method === 'GET') response.end('<ListBucketResult></ListBucketResult>');
  else response.end();
};

const settings = () => ({
  S3_ENDPOINT: server.config.endpoint,
  S3_ACCESS_KEY: server.config.accessKey,
  S3_SECRET_KEY: server.config.secretKey,
  S3_BUCKET: server.config.bucket,
});

fieldCase(
  'storage',
  {
    kind: 'the reason of a failure is thrown away',
    input:
      'an admin sends a photo; the put is answered with 400 InvalidRequest, HEAD of the bucket is 200',
    outcome:
      "the admin may try again; the log of the failed operation has the store's word and no secret",
  },
  async () => {
    server.treat = refusingPuts;
    const bot = await startTestBot({ env: settings() });
    onTestFinished(() => bot.close());
    await toOriginalPhoto(bot.admin);
    await bot.admin.sendPhoto(await jpeg('red'));
    await bot.admin.waitFor(screen('could not be saved. Nothing is lost.'));
    const line = bot.logged.find((each) => each.includes('operation failed'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      code: 'store_denied',
      reason: expect.stringContaining('HTTP 400, InvalidRequest'),
    });
    expect(bot.logged.join('')).not.toMatch(SECRETS);
  },
);

fieldCase(
  'storage',
  {
    kind: 'the reason of a failure is thrown away',
    input: 'npm run photos -- check while lists are answered with 400 InvalidRequest',
    outcome: "it ends with 2, and the line has the store's word",
  },
  async () => {
    server.treat = (_, response) => s3Error(response, 400, 'InvalidRequest');
    const { url } = await useTestDatabase();
    const bot = { BOT_TOKEN: `123456:${'a'.repeat(35)}`, DATABASE_URL: url };
    const { code, output } = await runScript('scripts/photos.ts', ['check'], {
      ...bot,
      ...settings(),
    });
    expect(output).toContain('failed to list: HTTP 400, InvalidRequest.');
    expect(output).not.toMatch(SECRETS);
    expect(code).toBe(2);
  },
);

fieldCase(
  'storage',
  {
    kind: 'stores without signed chunks',
    input: 'a put whose payload is signed in chunks would be refused',
    outcome: 'a put has its length and one signature, and no chunks',
  },
  async () => {
    const { key, bytes } = makePhoto();
    server.treat = ({ method }, response) =>
      response.writeHead(200, method === 'HEAD' ? { 'content-length': bytes.length } : {}).end();
    const photos = { kind: 's3' as const, ...server.config };
    const store = await openPhotoStore({ photos, dataDir: '.' }, pino({ level: 'silent' }));
    await store.put(key, bytes);
    const [put] = server.received;
    expect(put?.headers).toMatchObject({ 'content-length': String(bytes.length) });
    expect(put?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(put?.body.equals(bytes)).toBe(true);
  },
);
