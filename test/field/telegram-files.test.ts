import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { LARGEST_DOWNLOAD_BYTES } from '../../src/photos/take-photo.ts';
import { createFileSource } from '../../src/telegram/file-source.ts';
import { createTelegramApi } from '../../src/telegram/telegram-api.ts';
import { startTestBot } from '../support/bot/test-bot.ts';
import { screen, toOriginalPhoto } from '../support/bot/wizard-steps.ts';
import { jpeg } from '../support/data/pictures.ts';
import { filesNamed, folderForTest } from '../support/playground/local-bot-api.ts';
import { scriptTelegram } from '../support/playground/scripted-telegram.ts';
import { fieldCase } from '../support/reports/field-case.ts';
import { OPEN_GATE } from '../support/waiting/open-gate.ts';

const KIND = 'a Bot API server of one’s own';
const { signal } = new AbortController();

/** A folder as the server keeps it, with a photo below the bot's token. */
async function serverFolder() {
  const folder = await folderForTest();
  const photos = join(folder, '7000000042:xxxx', 'photos');
  await mkdir(photos, { recursive: true });
  const path = join(photos, 'file_1.jpg');
  await writeFile(path, 'the photo');
  return { folder, photos, path };
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'getFile answers an absolute path within TELEGRAM_FILES_DIR',
    outcome: 'the photo is read from the disk',
  },
  async () => {
    const { folder, path } = await serverFolder();
    const files = await filesNamed(path, folder);
    expect(String(await files.download('x', signal))).toBe('the photo');
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'getFile answers an absolute path, and TELEGRAM_FILES_DIR is a link to the folder',
    outcome: 'the photo is read from the disk',
  },
  async () => {
    const { folder, path } = await serverFolder();
    const link = join(await folderForTest(), 'link');
    await symlink(folder, link);
    const files = await filesNamed(path.replace(folder, link), link);
    expect(String(await files.download('x', signal))).toBe('the photo');
  },
);

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'getFile answers an absolute path, and TELEGRAM_FILES_DIR is not set',
    outcome:
      'the operator’s log says to set TELEGRAM_FILES_DIR, and once it is set, trying again takes the photo',
  },
  async () => {
    const folder = await folderForTest();
    const bot = await startTestBot({ playground: { localMode: true, dataDir: folder } });
    onTestFinished(() => bot.close());
    const { admin, logged } = bot;
    await toOriginalPhoto(admin);
    await admin.sendPhoto(await jpeg('tomato'));
    await admin.waitFor(screen('The photo could not be saved'));
    const failed = logged.find((line) => line.includes('telegram_files_unreadable')) ?? '';
    expect(failed).toContain('set TELEGRAM_FILES_DIR');
    expect(logged.join('')).not.toContain(folder);
    await bot.restart({ TELEGRAM_FILES_DIR: folder });
    await admin.press('Try again');
    await admin.waitFor(screen('Step 2 of 4'));
  },
);

/** What is named, from the server's folder and a stranger's file, and what the operator reads. */
const OUTSIDE = [
  ['a path beside the folder', async (_: string, secret: string) => secret, 'outside'],
  [
    'a path that climbs out of it',
    async (folder: string, secret: string) =>
      `${folder}/..${secret.slice(secret.lastIndexOf('/', secret.lastIndexOf('/') - 1))}`,
    'outside',
  ],
  [
    'a folder whose name begins like it',
    async (folder: string) => {
      await mkdir(`${folder}-other`);
      await writeFile(`${folder}-other/file.jpg`, 'a secret');
      return `${folder}-other/file.jpg`;
    },
    'outside',
  ],
  [
    'a link that leads out of it',
    async (folder: string, secret: string) => {
      await symlink(secret, join(folder, 'link.jpg'));
      return join(folder, 'link.jpg');
    },
    'outside',
  ],
  ['the folder itself', async (folder: string) => folder, 'outside'],
  [
    'a folder in it',
    async (folder: string) => {
      await mkdir(join(folder, 'photos.jpg'));
      return join(folder, 'photos.jpg');
    },
    'no file',
  ],
  [
    'a pipe',
    async (folder: string) => {
      execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
      return join(folder, 'pipe.jpg');
    },
    'no file',
  ],
  ['a file that is not there', async (folder: string) => join(folder, 'gone.jpg'), 'ENOENT'],
] as const;

for (const [input, name, told] of OUTSIDE) {
  fieldCase(
    'telegram',
    {
      kind: KIND,
      input: `getFile names ${input}`,
      outcome: 'nothing of it is read; it can be tried again, and the operator reads why',
    },
    async () => {
      const [folder, elsewhere] = [await folderForTest(), await folderForTest()];
      const secret = join(elsewhere, 'secret.jpg');
      await writeFile(secret, 'a secret');
      const files = await filesNamed(await name(folder, secret), folder);
      await expect(files.download('x', signal)).rejects.toMatchObject({
        code: 'telegram_files_unreadable',
        retryable: true,
        message: expect.stringMatching(
          new RegExp(`TELEGRAM_FILES_DIR.*${told}|${told}.*TELEGRAM_FILES_DIR`),
        ),
      });
    },
  );
}

fieldCase(
  'telegram',
  {
    kind: KIND,
    input: 'a file of more than 20 MB on the server’s disk',
    outcome: 'it is told to be too large, and no more of it is read',
  },
  async () => {
    const { folder, path } = await serverFolder();
    await truncate(path, LARGEST_DOWNLOAD_BYTES);
    const files = await filesNamed(path, folder);
    expect(await files.download('x', signal)).toHaveLength(LARGEST_DOWNLOAD_BYTES);
    await truncate(path, 8 * 1024 ** 3);
    await expect(files.download('x', signal)).rejects.toMatchObject({ code: 'image_too_large' });
  },
);

for (const status of [404, 400, 403, 302]) {
  fieldCase(
    'telegram',
    {
      kind: 'a file that getFile has just named',
      input: `the download is answered ${status}`,
      outcome: 'it is a fault of the server: the admin may try again',
    },
    async () => {
      const telegram = await scriptTelegram({
        getFile: () => ({ result: { file_id: 'x', file_unique_id: 'x', file_path: 'photos/f' } }),
        f: () => ({ status, page: '' }),
      });
      const options = { ...telegram, observe: () => {} };
      const files = createFileSource(createTelegramApi(options, OPEN_GATE), options);
      await expect(files.download('x', signal)).rejects.toMatchObject({
        code: 'telegram_unavailable',
        retryable: true,
      });
    },
  );
}

fieldCase(
  'telegram',
  {
    kind: 'a file that getFile has just named',
    input: 'the download has more than 20 MB, whatever was said of its size',
    outcome: 'it is told to be too large, and no more of it is read',
  },
  async () => {
    const telegram = await scriptTelegram({
      getFile: () => ({ result: { file_id: 'x', file_unique_id: 'x', file_path: 'photos/f' } }),
      f: () => ({ status: 200, page: 'x'.repeat(LARGEST_DOWNLOAD_BYTES + 1) }),
    });
    const options = { ...telegram, observe: () => {} };
    const files = createFileSource(createTelegramApi(options, OPEN_GATE), options);
    await expect(files.download('x', signal)).rejects.toMatchObject({ code: 'image_too_large' });
  },
);

fieldCase(
  'telegram',
  {
    kind: 'a file that getFile has just named',
    input: 'getFile says "wrong file_id or the file is temporarily unavailable" once',
    outcome: 'it is asked again, and the photo is taken',
  },
  async () => {
    const description = 'Bad Request: wrong file_id or the file is temporarily unavailable';
    const telegram = await scriptTelegram({
      getFile: (_call, before) =>
        before === 0
          ? { error_code: 400, description }
          : { result: { file_id: 'x', file_unique_id: 'x', file_path: 'photos/f' } },
      f: () => ({ status: 200, page: 'the photo' }),
    });
    const options = { ...telegram, observe: () => {} };
    const files = createFileSource(createTelegramApi(options, OPEN_GATE), options);
    expect(String(await files.download('x', signal))).toBe('the photo');
  },
);
