import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe } from 'vitest';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';
import { testPhotoStore } from './photo-store.contract.ts';

describe('the photo store in files', () => {
  let dir: string;

  beforeAll(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'cardseal-photos-')), 'photos');
  });
  afterAll(() => rm(join(dir, '..'), { recursive: true, force: true }));

  testPhotoStore(async () => createFilePhotoStore(dir));
});

describe('the photo store on a real S3 server', () => {
  let server: MinioServer | undefined;

  beforeAll(async () => {
    const binary = await findMinio();
    if (binary === undefined) console.warn(NO_MINIO);
    else server = await startMinio(binary);
  });
  afterAll(() => server?.stop());

  testPhotoStore(async (context) => {
    if (server === undefined) return context.skip(NO_MINIO);
    return createS3PhotoStore(server.config, pino({ level: 'silent' }));
  });
});
