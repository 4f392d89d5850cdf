import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { all, makePhoto } from './photo-store.contract.ts';

const run = promisify(execFile);

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cardseal-files-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('photos and their folders are for this user alone', async () => {
  const photos = join(dir, 'photos');
  const store = createFilePhotoStore(photos);
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect(await modeOf(join(photos, key))).toBe(0o600);
  expect(await modeOf(dirname(join(photos, key)))).toBe(0o700);
  expect(await modeOf(join(photos, 'cards'))).toBe(0o700);
  expect(await modeOf(photos)).toBe(0o700);
});

test('a put leaves no temporary file', async () => {
  const store = createFilePhotoStore(dir);
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  expect(await readdir(join(dir, 'temporary'))).toEqual([]);
});

test('the check sweeps what dead processes left and spares what is being written', async () => {
  const store = createFilePhotoStore(dir);
  await store.check();
  await writeFile(join(dir, 'temporary', 'dead'), 'half a photo');
  await writeFile(join(dir, 'temporary', 'alive'), 'half a photo');
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  await utimes(join(dir, 'temporary', 'dead'), longAgo, longAgo);
  await store.check();
  expect(await readdir(join(dir, 'temporary'))).toEqual(['alive']);
});

test('the check passes over what is gone when it looks, and sweeps the rest', async () => {
  const store = createFilePhotoStore(dir);
  await store.check();
  // What is listed and not there: as a photo that was being written, and by now has its name.
  await symlink(join(dir, 'nowhere'), join(dir, 'temporary', 'gone'));
  for (const name of ['dead', 'dead too']) {
    await writeFile(join(dir, 'temporary', name), 'half a photo');
    await utimes(join(dir, 'temporary', name), 0, 0);
  }
  await store.check();
  expect(await readdir(join(dir, 'temporary'))).toEqual(['gone']);
});

test('a list passes over a photo, and a card, that is removed meanwhile', async () => {
  const store = createFilePhotoStore(dir);
  const [one, two] = [makePhoto(), makePhoto()];
  const beside = makePhoto(Buffer.from('beside it'), one.key.split('/')[1]);
  for (const { key, bytes } of [one, two, beside]) await store.put(key, bytes);
  const keys: string[] = [];
  for await (const { key } of store.list('cards/')) {
    keys.push(key);
    const card = dirname(key);
    for (const other of [one, two, beside]) if (other.key !== key) await store.remove(other.key);
    for (const { key: other } of [one, two]) {
      if (dirname(other) !== card) await rm(join(dir, dirname(other)), { recursive: true });
    }
  }
  expect(keys).toHaveLength(1);
});

test('who gives up a read, or a list of nothing, is told the reason', async () => {
  const store = createFilePhotoStore(dir);
  const { key, bytes } = makePhoto();
  const reason = new Error('the job was ended');
  const given = { signal: AbortSignal.abort(reason) };
  await expect(all(store.list('cards/', given))).rejects.toBe(reason);
  await store.put(key, bytes);
  const ending = new AbortController();
  const read = store.get(key, { signal: ending.signal });
  ending.abort(reason);
  await expect(read).rejects.toBe(reason);
});

test('foreign files in the folder are no photos', async () => {
  const store = createFilePhotoStore(dir);
  const { key, bytes } = makePhoto();
  await store.put(key, bytes);
  await writeFile(join(dir, 'cards', '.DS_Store'), 'x');
  await mkdir(join(dir, 'cards', 'a-folder'));
  await writeFile(join(dir, 'cards', 'a-folder', 'notes.txt'), 'x');
  expect((await all(store.list('cards/'))).map((photo) => photo.key)).toEqual([key]);
});

test('a folder that is a file is told as a failure of the store', async () => {
  await writeFile(join(dir, 'photos'), 'a file');
  const store = createFilePhotoStore(join(dir, 'photos'));
  const { key, bytes } = makePhoto();
  await expect(store.check()).rejects.toMatchObject({ code: 'store_unavailable' });
  await expect(store.put(key, bytes)).rejects.toMatchObject({ code: 'store_unavailable' });
});

test('a process killed in the middle of a put leaves whole photos only', async () => {
  const script = new URL('file-writer.ts', import.meta.url).pathname;
  const writer = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(writer.stdout)[Symbol.asyncIterator]();
  const acknowledged: string[] = [];
  while (acknowledged.length < 3) acknowledged.push((await lines.next()).value ?? '');
  writer.kill('SIGKILL');
  await once(writer, 'exit');

  const store = createFilePhotoStore(dir);
  const found = (await all(store.list('cards/'))).map(({ key }) => key);
  expect(found).toEqual(expect.arrayContaining(acknowledged));
  for (const key of found) await store.get(key);
});

test('a full disk is told as full and leaves nothing behind', async (context) => {
  const small = join(dir, 'small');
  await mkdir(small);
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small]).then(
    () => true,
    () => false,
  );
  if (!mounted) context.skip('only root can make a small disk');
  try {
    const store = createFilePhotoStore(small);
    await store.check();
    const { key, bytes } = makePhoto(Buffer.alloc(1024 * 1024, 'x'));
    await expect(store.put(key, bytes)).rejects.toMatchObject({
      code: 'store_full',
      retryable: true,
    });
    expect(await readdir(join(small, 'temporary'))).toEqual([]);
    expect(await store.stat(key)).toBeNull();
    const fitting = makePhoto();
    await store.put(fitting.key, fitting.bytes);
  } finally {
    await run('umount', [small]);
  }
});
