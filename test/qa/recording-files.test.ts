import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Recording } from '../../qa/record/recording.ts';
import { openRecordingFolder } from '../../qa/record/recording-files.ts';
import { temporaryDir } from '../support/bot/qa-stage.ts';

const SHA = 'a'.repeat(64);

function recording(name: string): Recording {
  const files = [{ name: 'card.jpg', type: 'image/jpeg', sha256: SHA }];
  return {
    version: 1,
    name,
    steps: [
      {
        action: { do: 'files', phone: 'admin', as: 'photo', caption: '', files },
        compared: false,
        after: null,
      },
    ],
  };
}

async function open() {
  const dir = await temporaryDir();
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return { dir, folder: openRecordingFolder(join(dir, 'recorded')) };
}

const fileOf = async () => Buffer.from('bytes');

test('a recording is saved under its name, with the files that were sent', async () => {
  const { dir, folder } = await open();
  expect(await folder.list()).toEqual([]);
  const saved = await folder.save(recording(' The store is away: Try again! '), fileOf);
  expect(saved).toBe('the-store-is-away-try-again.json');
  expect(await folder.list()).toEqual([saved]);
  expect(await folder.read(saved)).toEqual(recording(' The store is away: Try again! '));
  expect(await readFile(join(dir, 'recorded', 'files', SHA), 'utf8')).toBe('bytes');
  expect(Buffer.from(await folder.fileOf(SHA)).toString()).toBe('bytes');
});

test('a name is not taken twice, and the first recording stays', async () => {
  const { dir, folder } = await open();
  await folder.save(recording('Once'), fileOf);
  await expect(folder.save(recording('once'), fileOf)).rejects.toMatchObject({
    code: 'name_taken',
  });
  expect(await readdir(join(dir, 'recorded'))).toEqual(['files', 'once.json']);
});

test('a name without a letter is refused, and leads out of no folder', async () => {
  const { folder } = await open();
  await expect(folder.save(recording('../..'), fileOf)).rejects.toMatchObject({
    code: 'name_unusable',
  });
  expect(await folder.save(recording('../Катя'), fileOf)).toBe('катя.json');
});

test('what is no recording of this version is not read', async () => {
  const { folder } = await open();
  const wrong = { ...recording('x'), version: 2 } as unknown as Recording;
  await expect(folder.save(wrong, fileOf)).rejects.toThrow();
  expect(await folder.list()).toEqual([]);
});
