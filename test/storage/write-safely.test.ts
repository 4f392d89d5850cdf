import { type FileHandle, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { createFilePhotoStore } from '../../src/storage/file-photo-store.ts';
import { writeSafely } from '../../src/storage/write-safely.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';
import { all, makePhoto } from './photo-store.contract.ts';

/** What was asked of the file system, in order: the call, and the end of the path. */
const asked = vi.hoisted((): string[] => []);
/** What happens when this is asked, before it is done. */
const when = vi.hoisted(() => new Map<string, () => void>());

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const open: typeof real.open = async (path, ...how) => {
    const file = await real.open(path, ...how);
    const what = how[0] === 'r' ? 'folder' : 'file';
    return new Proxy(file, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          asked.push(`${String(name)} ${what}`);
          when.get(`${String(name)} ${what}`)?.();
          return Reflect.apply(value, target, args);
        };
      },
    }) as FileHandle;
  };
  const rename: typeof real.rename = async (from, to) => {
    asked.push('rename');
    await real.rename(from, to);
  };
  return { ...real, open, rename };
});

beforeEach(() => {
  asked.length = 0;
  when.clear();
});

test('bytes are on the disk before the file has its name, and the name is before it is told', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'cards', 'one.jpg');
  await writeSafely(path, Buffer.from('photo'), join(folder, 'temporary'), undefined);
  expect(asked).toEqual([
    'writeFile file',
    'sync file',
    'close file',
    'rename',
    // The folder that names the file, and the one that names that new folder.
    ...['sync folder', 'close folder', 'sync folder', 'close folder'],
  ]);
  expect(await readFile(path, 'utf8')).toBe('photo');
});

test('a file whose folder is there already is safe with that one', async () => {
  const folder = await temporaryFolder();
  await writeSafely(
    join(folder, 'one.jpg'),
    Buffer.from('1'),
    join(folder, 'temporary'),
    undefined,
  );
  expect(asked.slice(4)).toEqual(['sync folder', 'close folder']);
});

test.each([
  'writeFile file',
  'sync file',
  'close file',
])('a %s that fails leaves neither a file nor half of one, and the error is told', async (call) => {
  const folder = await temporaryFolder();
  when.set(call, () => {
    throw new Error('the disk is full');
  });
  const path = join(folder, 'cards', 'one.jpg');
  const written = writeSafely(path, Buffer.from('1'), join(folder, 'temporary'), undefined);
  await expect(written).rejects.toThrow('the disk is full');
  expect(asked.slice(-1)).toEqual(['close file']);
  expect(await readdir(folder, { recursive: true })).toEqual(['cards', 'temporary']);
});

test.each([
  ['writeFile file', ['writeFile file', 'close file']],
  ['sync file', ['writeFile file', 'sync file', 'close file']],
])('a photo that is given up at the %s is not stored, and the reason is told', async (call, expected) => {
  const folder = await temporaryFolder();
  const store = createFilePhotoStore(folder);
  const ending = new AbortController();
  const reason = new Error('the job was ended');
  when.set(call, () => ending.abort(reason));
  const { key, bytes } = makePhoto();
  await expect(store.put(key, bytes, { signal: ending.signal })).rejects.toBe(reason);
  expect(asked).toEqual(expected);
  expect(await all(store.list('cards/'))).toEqual([]);
  expect(await readdir(join(folder, 'temporary'))).toEqual([]);
});
