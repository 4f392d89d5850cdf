import { type FileHandle, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { writeSafely } from '../../src/storage/write-safely.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';

/** What was asked of the file system, in order: the call, and the end of the path. */
const asked = vi.hoisted((): string[] => []);

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
