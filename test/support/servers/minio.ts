import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { z } from 'zod';
import type { S3Config } from '../../../src/storage/s3-attempt.ts';
import { createS3PhotoStore } from '../../../src/storage/s3-photo-store.ts';
import type { ServerCertificate } from './certificates.ts';
import { freePort } from './free-port.ts';

/** Printed where the contract of the photo store is not run on a real S3 server. */
export const NO_MINIO =
  'no MinIO server was found: scripts/install-minio.sh builds one, or set MINIO_BIN';

/** A real S3 server on the loopback, whose data and credentials are thrown away afterwards. */
export type MinioServer = {
  readonly config: S3Config;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  /** Brings it back on the same port with the same data. */
  start(): Promise<void>;
  /** It takes connections and answers nothing, until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
};

/** Answers the path of a MinIO binary: `MINIO_BIN`, on `PATH`, or where the script puts it. */
export async function findMinio(): Promise<string | undefined> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const candidates = [
    process.env.MINIO_BIN,
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'minio')),
    join(cache, 'cardseal', 'minio'),
  ];
  for (const path of candidates) {
    if (!path) continue;
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

/** What a MinIO may be unlike the usual ones in. */
export interface MinioOptions {
  /** It speaks https, and shows this. */
  readonly certificate?: ServerCertificate;
  /** The only region that it answers to. Default: `us-east-1`. */
  readonly region?: string;
  /** It takes buckets before this host, too. Default: only in the path. */
  readonly domain?: string;
  /** Says whether the key may do this, such as `s3:PutObject`. Default: it may do everything. */
  readonly mayDo?: (action: string) => boolean;
}

/** Starts MinIO with random credentials on a free port; the bucket `photos` does not exist yet. */
export async function startMinio(
  binary: string,
  { certificate, region = 'us-east-1', domain, mayDo }: MinioOptions = {},
): Promise<MinioServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cardseal-minio-'));
  const certificates = await writeCertificate(dataDir, certificate);
  const port = await freePort();
  const endpoint = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const accessKey = `test${randomBytes(6).toString('hex')}`;
  const secretKey = randomBytes(20).toString('hex');
  const config = { endpoint, accessKey, secretKey, bucket: 'photos', region };
  const judge = mayDo === undefined ? null : await startJudge(mayDo);
  let server: ChildProcess | undefined;

  const start = async () => {
    server = spawn(
      binary,
      [
        ...['server', join(dataDir, 'data'), '--certs-dir', certificates],
        ...['--address', `127.0.0.1:${port}`, '--console-address', '127.0.0.1:0'],
      ],
      {
        stdio: 'ignore',
        env: {
          HOME: dataDir,
          MINIO_ROOT_USER: accessKey,
          MINIO_ROOT_PASSWORD: secretKey,
          MINIO_SITE_REGION: region,
          MINIO_BROWSER: 'off',
          MINIO_UPDATE: 'off',
          ...(domain !== undefined && { MINIO_DOMAIN: domain }),
          ...(judge && { MINIO_POLICY_PLUGIN_URL: judge.url }),
        },
      },
    );
    while (!(await isReady(endpoint))) {
      if (server.exitCode !== null) throw new Error(`MinIO ended with ${server.exitCode}`);
      await delay(25);
    }
    // Until it has found its judge it lets the key do everything, and calls itself ready.
    const store = createS3PhotoStore(config, pino({ level: 'silent' }));
    while (judge?.wasAsked() === false) {
      await store
        .list('cards/')
        [Symbol.asyncIterator]()
        .next()
        .catch(() => {});
      await delay(25);
    }
  };
  const kill = async () => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    config,
    kill,
    start,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    stop: async () => {
      await kill();
      judge?.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** MinIO asks whoever `MINIO_POLICY_PLUGIN_URL` names before each action, also when its owner wants to act. */
async function startJudge(mayDo: (action: string) => boolean) {
  let wasAsked = false;
  const server = createServer(async (request, response) => {
    // At its start it only tries whether somebody is there.
    const question = (await text(request)) || '{}';
    const { input } = asked.parse(JSON.parse(question));
    if (input !== undefined) wasAsked = true;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ result: input !== undefined && mayDo(input.action) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    /** Whether it had to judge already. */
    wasAsked: () => wasAsked,
    close: () => server.close(),
  };
}

const asked = z.object({ input: z.object({ action: z.string() }).optional() });

/** Writes what MinIO looks for in its folder of certificates, and answers that folder. */
async function writeCertificate(
  dataDir: string,
  certificate: ServerCertificate | undefined,
): Promise<string> {
  const folder = join(dataDir, 'certificates');
  await mkdir(folder);
  if (certificate !== undefined) {
    await writeFile(join(folder, 'public.crt'), certificate.chain);
    await writeFile(join(folder, 'private.key'), certificate.privateKey);
  }
  return folder;
}

/** Whoever asks whether it is up does not ask whether to trust it. */
async function isReady(endpoint: string): Promise<boolean> {
  const url = `${endpoint}/minio/health/ready`;
  if (endpoint.startsWith('http:')) {
    return fetch(url).then(
      (response) => response.ok,
      () => false,
    );
  }
  const { promise, resolve } = Promise.withResolvers<boolean>();
  get(url, { rejectUnauthorized: false }, (response) => {
    response.resume();
    resolve(response.statusCode === 200);
  }).on('error', () => resolve(false));
  return promise;
}
