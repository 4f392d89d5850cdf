import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FileSource } from '../../../src/photos/take-photo.ts';
import { createFileSource } from '../../../src/telegram/file-source.ts';
import { createTelegramApi } from '../../../src/telegram/telegram-api.ts';
import { OPEN_GATE } from '../waiting/open-gate.ts';
import { scriptTelegram } from './scripted-telegram.ts';

/** A folder that is gone when the test has finished. */
export async function folderForTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cardseal-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A bot's way to files of a server of one's own in local mode, which names this path for every file. */
export async function filesNamed(file_path: string, filesDir?: string): Promise<FileSource> {
  const telegram = await scriptTelegram({
    getFile: () => ({ result: { file_id: 'x', file_unique_id: 'x', file_path } }),
    // As the server does in local mode, whatever is asked for.
    ...{
      [file_path.split('/').at(-1) ?? '']: () => ({ error_code: 404, description: 'Not Found' }),
    },
  });
  const options = { ...telegram, observe: () => {}, ...(filesDir !== undefined && { filesDir }) };
  return createFileSource(createTelegramApi(options, OPEN_GATE), options);
}
