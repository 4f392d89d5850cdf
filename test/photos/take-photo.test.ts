import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { noFaults } from '../../src/faults.ts';
import { createPhotoNormaliser } from '../../src/images/normalise-photo.ts';
import {
  LARGEST_DOWNLOAD_BYTES,
  type TakePhotoDependencies,
  takePhoto,
} from '../../src/photos/take-photo.ts';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import type { PhotoStore } from '../../src/storage/photo-store.ts';
import { createS3PhotoStore } from '../../src/storage/s3-photo-store.ts';
import { jpeg } from '../support/data/pictures.ts';
import { createFakeFiles, type FakeFiles } from '../support/playground/fake-files.ts';
import { findMinio, type MinioServer, NO_MINIO, startMinio } from '../support/servers/minio.ts';

const { signal } = new AbortController();

describe('a photo taken into files', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cardseal-take-photo-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  testTakingPhotos(async () => createFilePhotoStore(join(dir, 'photos')));
});

describe('a photo taken into a real S3 server', () => {
  let server: MinioServer | undefined;

  beforeAll(async () => {
    const binary = await findMinio();
    if (binary === undefined) console.warn(NO_MINIO);
    else server = await startMinio(binary);
  });
  afterAll(() => server?.stop());

  testTakingPhotos(async (context) => {
    if (server === undefined) return context.skip(NO_MINIO);
    return createS3PhotoStore(server.config, pino({ level: 'silent' }));
  });

  test('fails as something to try again when the server is gone, and succeeds when it is back', async (context) => {
    if (server === undefined) return context.skip(NO_MINIO);
    const files = createFakeFiles();
    files.held.set('a', await jpeg('teal'));
    const photos = createS3PhotoStore(server.config, pino({ level: 'silent' }));
    const dependencies = { files, normalise: createPhotoNormaliser(), photos, faults: noFaults };
    const wanted = { cardId: randomUUID(), slot: 'original', photo: sent('a') } as const;
    await server.kill();
    const failing = takePhoto(dependencies, wanted, signal);
    await expect(failing).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
    await server.start();
    const { key } = await takePhoto(dependencies, wanted, signal);
    expect(await photos.stat(key)).not.toBeNull();
  });
});

function sent(fileId: string, kind: 'photo' | 'document' = 'photo', size: number | null = null) {
  return { fileId, kind, size };
}

/** What taking a photo promises, whatever the photos are kept in. */
function testTakingPhotos(open: (context: TestContext) => Promise<PhotoStore>): void {
  let files: FakeFiles;
  let photos: PhotoStore;
  let dependencies: TakePhotoDependencies;
  let cardId: string;

  beforeEach(async (context) => {
    photos = await open(context);
    await photos.check();
    files = createFakeFiles();
    dependencies = { files, normalise: createPhotoNormaliser(), photos, faults: noFaults };
    cardId = randomUUID();
  });

  const take = (photo = sent('a'), slot: 'original' | 'packaged' = 'original') =>
    takePhoto(dependencies, { cardId, slot, photo }, signal);

  const stored = async () => {
    const keys: string[] = [];
    for await (const { key } of photos.list(`cards/${cardId}/`)) keys.push(key);
    return keys;
  };

  test('is stored as the JPEG that is described', async () => {
    files.held.set('a', await jpeg('tomato', { width: 400, height: 560 }));
    const photo = await take();
    expect(photo).toMatchObject({ width: 400, height: 560, fileId: 'a' });
    expect(photo.key).toBe(`cards/${cardId}/original-${photo.sha256}.jpg`);
    expect(await photos.get(photo.key)).toHaveLength(photo.size);
  });

  test('twice leaves one object; the other slot and another picture have their own', async () => {
    files.held.set('a', await jpeg('tomato'));
    files.held.set('b', await jpeg('teal'));
    expect(await take()).toEqual(await take());
    expect(await stored()).toHaveLength(1);
    await take(sent('a'), 'packaged');
    await take(sent('b'));
    expect(await stored()).toHaveLength(3);
  });

  test('is remembered by its id at Telegram only when it came as a photo', async () => {
    files.held.set('a', await jpeg('tomato'));
    expect((await take(sent('a', 'document'))).fileId).toBeNull();
  });

  test('is refused unfetched when Telegram says that it is too large', async () => {
    const photo = sent('never fetched', 'document', LARGEST_DOWNLOAD_BYTES + 1);
    await expect(take(photo)).rejects.toMatchObject({ code: 'image_too_large' });
    files.held.set('a', await jpeg('tomato'));
    await expect(take(sent('a', 'document', LARGEST_DOWNLOAD_BYTES))).resolves.toBeDefined();
  });

  test('that is no picture, or cannot be fetched, is refused with its reason and stores nothing', async () => {
    files.held.set('text', Buffer.from('<svg/> '.repeat(50)));
    files.held.set('empty', Buffer.alloc(0));
    files.held.set('away', new AppError('telegram_unavailable', 'away', { retryable: true }));
    await expect(take(sent('text'))).rejects.toMatchObject({ code: 'image_format' });
    await expect(take(sent('empty'))).rejects.toMatchObject({ code: 'image_broken' });
    await expect(take(sent('gone'))).rejects.toMatchObject({ code: 'photo_file_gone' });
    await expect(take(sent('away'))).rejects.toMatchObject({ code: 'telegram_unavailable' });
    expect(await stored()).toEqual([]);
  });

  test('ends with the signal', async () => {
    files.held.set('a', await jpeg('tomato'));
    const ending = takePhoto(
      dependencies,
      { cardId, slot: 'original', photo: sent('a') },
      AbortSignal.abort(new Error('stopping')),
    );
    await expect(ending).rejects.toThrow('stopping');
  });
}
