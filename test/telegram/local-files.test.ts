import { type FileHandle, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { LARGEST_DOWNLOAD_BYTES } from '../../src/photos/take-photo.ts';
import { readLocalFile } from '../../src/telegram/local-files.ts';
import { temporaryFolder } from '../support/bot/bot-process.ts';

/** The files that were opened here. */
const files = vi.hoisted((): FileHandle[] => []);

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const open: typeof real.open = async (...how) => {
    const file = await real.open(...how);
    files.push(file);
    return file;
  };
  return { ...real, open };
});

/** How many there were, and how many are open: one that is closed has no number any more. */
const areOpen = () => [files.length, files.filter(({ fd }) => fd !== -1).length];

const { signal } = new AbortController();
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  files.length = 0;
});

test('a file is read and closed', async () => {
  const path = join(folder, 'one.jpg');
  await writeFile(path, 'a photo');
  expect(String(await readLocalFile(path, folder, signal))).toBe('a photo');
  expect(areOpen()).toEqual([1, 0]);
});

test('a file that is too large is closed', async () => {
  const path = join(folder, 'one.jpg');
  await writeFile(path, Buffer.alloc(LARGEST_DOWNLOAD_BYTES + 1));
  await expect(readLocalFile(path, folder, signal)).rejects.toMatchObject({
    code: 'image_too_large',
  });
  expect(areOpen()).toEqual([1, 0]);
});

test('a file whose reading is given up while it is opened is closed, and ends nothing else', async () => {
  const path = join(folder, 'one.jpg');
  await writeFile(path, 'a photo');
  const failed = readLocalFile(path, folder, AbortSignal.abort());
  await expect(failed).rejects.toMatchObject({ name: 'AbortError' });
  expect(areOpen()).toEqual([1, 0]);
});

test('what is no file is closed', async () => {
  const path = join(folder, 'a folder');
  await mkdir(path);
  await expect(readLocalFile(path, folder, signal)).rejects.toMatchObject({
    code: 'telegram_files_unreadable',
  });
  expect(areOpen()).toEqual([1, 0]);
});
