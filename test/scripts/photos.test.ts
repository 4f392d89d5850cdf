import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { Client } from 'minio';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { openPhotoStore } from '../../src/storage/open-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import type { S3Config } from '../../src/storage/s3-attempt.ts';
import { all } from '../storage/photo-store.contract.ts';
import { startCommand, temporaryFolder } from '../support/bot/bot-process.ts';
import { type StoredPhoto, storeNamedPhotos, storePhotos } from '../support/data/stored-photos.ts';
import { type Authority, createAuthority } from '../support/servers/certificates.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { useTestDatabase } from '../support/servers/test-database.ts';
import { runScript, type ScriptRun } from '../support/sources/run-script.ts';

const BOT = { BOT_TOKEN: `123456:${'a'.repeat(35)}` };
/** Each start of Node takes a second or more on a busy machine. */
const LONG = { timeout: 180_000 };
const PATIENCE = { timeout: 60_000, interval: 5 };

type Environment = Record<string, string>;

const photos = (args: readonly string[], env: Environment): Promise<ScriptRun> =>
  runScript('scripts/photos.ts', args, { ...BOT, ...env });

/** Starts a copy, kills it when the target has more photos than before, and so on; answers how many there are then. */
async function copyWithKills(
  args: readonly string[],
  env: Environment,
  target: PhotoStore,
): Promise<number> {
  let there = 0;
  for (let kills = 0; kills < 3; kills += 1) {
    const copying = startCommand(process.execPath, ['scripts/photos.ts', ...args], {
      ...BOT,
      ...env,
    });
    await vi.waitFor(async () => {
      const found = await all(target.list('cards/')).catch(() => []);
      expect(found.length).toBeGreaterThan(there + 10);
    }, PATIENCE);
    await copying.stop('SIGKILL');
    there = (await all(target.list('cards/'))).length;
  }
  return there;
}

async function expectAll(store: PhotoStore, stored: readonly StoredPhoto[]): Promise<void> {
  expect(await all(store.list('cards/'))).toHaveLength(stored.length);
  for (const { key, bytes } of stored) expect((await store.get(key)).equals(bytes)).toBe(true);
}

/** The client itself, for what the bot never does. */
function clientOf({ endpoint, accessKey, secretKey, region }: S3Config, trusted: Authority) {
  const { hostname, port } = new URL(endpoint);
  const transportAgent = new Agent({ ca: trusted.certificate });
  const address = { endPoint: hostname, port: Number(port), useSSL: true, region };
  return new Client({ ...address, accessKey, secretKey, transportAgent });
}

/** Everybody may read objects, and not even list them. Source: Amazon S3, bucket policy examples. */
function readableByAll(bucket: string): string {
  const Statement = [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

describe('npm run photos, with files', () => {
  test('copies to another folder and goes on after it was killed', LONG, async () => {
    const [dataDir, backup] = [await temporaryFolder(), await temporaryFolder()];
    const stored = await storePhotos(createFilePhotoStore(join(dataDir, 'photos')), 200, 50_000);
    const args = ['copy', '--from', 'files', '--to', backup, '--concurrency', '1'];
    const env = { DATA_DIR: dataDir };
    const target = createFilePhotoStore(backup);
    const there = await copyWithKills(args, env, target);
    expect(there).toBeLessThan(200);
    const { code, output } = await photos(args, env);
    expect(output).toContain(`${200 - there} copied, ${there} were there, 0 gone meanwhile, 0 bro`);
    expect(output).toContain('Copying: 100 %  200 of 200');
    expect(code).toBe(0);
    await expectAll(target, stored);
  });

  test(
    'checks the photos of the database, and ends with 1 when one is missing or wrong',
    LONG,
    async () => {
      const { url, database } = await useTestDatabase();
      const env = { DATABASE_URL: url, DATA_DIR: await temporaryFolder() };
      const folder = join(env.DATA_DIR, 'photos');
      const [lost, wrong] = await storeNamedPhotos(database, createFilePhotoStore(folder), 3);
      await storePhotos(createFilePhotoStore(folder), 1);
      const good = await photos(['check'], env);
      expect(good.output).toMatch(/^unnamed {2}cards\/\S+\.jpg {2}1000 bytes$/m);
      expect(good.output).toContain('3 rows, 4 objects: 0 missing, 0 wrong, 1 unnamed.\n');
      expect(good.code).toBe(0);

      await writeFile(join(folder, wrong?.key ?? ''), Buffer.alloc(1000));
      expect((await photos(['check'], env)).code).toBe(0);
      const read = await photos(['check', '--checksums', '--in', folder], env);
      expect(read.output).toContain(`wrong  ${wrong?.key}  its bytes are not the photo\n`);
      expect(read.code).toBe(1);

      await rm(join(folder, lost?.key ?? ''));
      const bad = await photos(['check', '--in', 'files'], env);
      expect(bad.output).toContain(`missing  ${lost?.key}  the original photo of the card`);
      expect(bad.output).toContain('1 missing, 0 wrong, 1 unnamed.\n');
      expect(bad.code).toBe(1);
      expect(bad.output).not.toContain(new URL(url).password);
    },
  );

  test('prints its help', async () => {
    const { code, output } = await photos(['--help'], {});
    expect(code).toBe(0);
    expect(output).toMatch(/^Usage:\n {2}npm run photos -- copy/);
  });

  test.each<[string, string[], Environment, RegExp]>([
    ['called wrongly', ['copy'], {}, /^Say where to copy from: --from <place>\.\n\nUsage:/],
    ['told the same place twice', ['copy', '--from=files', '--to=files'], {}, /the same place/],
    ['sent to S3 without settings', ['copy', '--from=files', '--to=s3'], {}, /set S3_ENDPOINT/],
    ['shown a folder that is not there', ['check', '--in', './nowhere'], {}, /There is no folder/],
    ['started beside no bot', ['check', '--in', './src'], {}, /No bot is running on this DATA_DIR/],
    [
      'without its database',
      ['check', '--in', './src'],
      { DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/d' },
      /^The database cannot be reached/m,
    ],
    ['given wrong settings', ['check'], { PORT: 'x' }, /^PORT must be a whole number/m],
  ])('ends with 2 and a line when it is %s', async (_, args, env, line) => {
    const { code, output } = await photos(args, { DATA_DIR: await temporaryFolder(), ...env });
    expect(output).toMatch(line);
    expect(output).not.toMatch(/secret|\n {4}at /);
    expect(code).toBe(2);
  });
});

describe('npm run photos, with a real S3 server over TLS', () => {
  let server: MinioServer;
  let binary: string | undefined;
  let s3: Environment;
  let authority: Authority;
  let caFile: string;
  let dataDir: string;
  let bucket: PhotoStore;

  beforeAll(async () => {
    binary = await findMinio();
    if (binary === undefined) return console.warn(NO_MINIO);
    authority = await createAuthority();
    const certificate = await authority.sign({ ip: '127.0.0.1' });
    server = await startMinio(binary, { certificate });
  });
  beforeEach(async (context) => {
    if (binary === undefined) context.skip(NO_MINIO);
    dataDir = await temporaryFolder();
    caFile = join(dataDir, 'authority.pem');
    await writeFile(caFile, authority.certificate);
    const config = { ...server.config, bucket: `photos-${randomUUID()}` };
    s3 = {
      DATA_DIR: dataDir,
      S3_ENDPOINT: config.endpoint,
      S3_ACCESS_KEY: config.accessKey,
      S3_SECRET_KEY: config.secretKey,
      S3_BUCKET: config.bucket,
    };
    bucket = await openPhotoStore(
      { photos: { kind: 's3', ...config, caFile }, dataDir },
      pino({ level: 'silent' }),
    );
  });
  afterAll(() => server?.stop());

  test(
    'moves files to S3 and back, killed on both ways, and the database agrees',
    LONG,
    async () => {
      const { url, database } = await useTestDatabase();
      const env = { ...s3, S3_CA_FILE: caFile, DATABASE_URL: url };
      const files = createFilePhotoStore(join(dataDir, 'photos'));
      const stored = await storeNamedPhotos(database, files, 150);
      const there = ['copy', '--from', 'files', '--to', 's3', '--concurrency', '1'];
      await copyWithKills(there, env, bucket);
      expect((await photos(there, env)).code).toBe(0);
      await expectAll(bucket, stored);
      const checked = await photos(['check', '--checksums'], env);
      expect(checked).toMatchObject({ code: 0 });
      expect(checked.output).toContain('150 rows, 150 objects: 0 missing, 0 wrong, 0 unnamed.');

      await rm(join(dataDir, 'photos'), { recursive: true });
      const back = ['copy', '--from', 's3', '--to', 'files', '--concurrency', '1'];
      await copyWithKills(back, env, files);
      expect((await photos(back, env)).code).toBe(0);
      await expectAll(files, stored);
      const again = await photos(back, env);
      expect(again.output).toContain('0 copied, 150 were there, 0 gone meanwhile, 0 broken.');
    },
  );

  test('trusts what NODE_EXTRA_CA_CERTS names, and says what to set where nothing does', async () => {
    await storePhotos(createFilePhotoStore(join(dataDir, 'photos')), 2);
    const args = ['copy', '--from', 'files', '--to', 's3'];
    const refused = await photos(args, s3);
    expect(refused.output).toMatch(/set S3_CA_FILE\.\n$/);
    expect(refused.code).toBe(2);
    const trusted = await photos(args, { ...s3, NODE_EXTRA_CA_CERTS: caFile });
    expect(trusted).toMatchObject({ code: 0, output: expect.stringContaining('2 copied') });
  });

  test('finds a bucket that anybody can read', async () => {
    const { url, database } = await useTestDatabase();
    const env = { ...s3, S3_CA_FILE: caFile, DATABASE_URL: url };
    await bucket.check();
    await storeNamedPhotos(database, bucket, 1);
    expect(await photos(['check'], env)).toMatchObject({ code: 0 });

    const name = s3.S3_BUCKET ?? '';
    await clientOf(server.config, authority).setBucketPolicy(name, readableByAll(name));
    const { code, output } = await photos(['check'], env);
    expect(output).toMatch(
      /0 missing, 0 wrong, 0 unnamed\.\npublic {2}Anybody can read the photos/,
    );
    expect(code).toBe(1);
  });

  test('says so when there is no bucket to copy from, and makes none', async () => {
    const env = { ...s3, S3_CA_FILE: caFile };
    const { code, output } = await photos(['copy', '--from', 's3', '--to', 'files'], env);
    expect(output).toMatch(/HTTP 404, NoSuchBucket\. Create the bucket that S3_BUCKET names\.\n$/);
    expect(code).toBe(2);
    await expect(all(bucket.list('cards/'))).rejects.toMatchObject({
      code: 'store_missing_bucket',
    });
  });
});
