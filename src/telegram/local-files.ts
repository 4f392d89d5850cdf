import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { AppError } from '../errors.ts';
import { readBounded } from './read-bounded.ts';

/**
 * Reads a file that a Bot API server of one's own keeps on a disk that this process sees (local mode:
 * `getFile` answers an absolute path). Nothing outside the folder is read, wherever links lead.
 *
 * Throws an `AppError`: `image_too_large` for good; `telegram_files_unreadable`, whose message tells the
 * operator what to set, when trying again after that may help. No message holds the path: the server
 * puts the token into it. Source: tdlib/telegram-bot-api, `--local`.
 *
 * @param folder what `TELEGRAM_FILES_DIR` names; undefined where it is not set
 */
export async function readLocalFile(
  path: string,
  folder: string | undefined,
  signal: AbortSignal,
): Promise<Buffer> {
  if (folder === undefined) {
    throw unreadable(
      'the Bot API server keeps its files on its own disk: set TELEGRAM_FILES_DIR to the folder in which it keeps them, as this process sees it',
    );
  }
  const file = await openWithin(path, folder);
  try {
    // A stream that is begun after the abort tells its error to nobody, and that ends the process.
    signal.throwIfAborted();
    return await readBounded(file.createReadStream({ autoClose: false, signal }));
  } catch (error) {
    if (error instanceof AppError || signal.aborted) throw error;
    throw unreadable(`a file in TELEGRAM_FILES_DIR cannot be read: ${codeOf(error)}`);
  } finally {
    await file.close();
  }
}

async function openWithin(path: string, folder: string): Promise<FileHandle> {
  try {
    const [real, root] = [await realpath(path), await realpath(folder)];
    if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return await openPlain(real);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(
      `a file that the Bot API server names is not to be read in TELEGRAM_FILES_DIR: ${codeOf(error)}`,
    );
  }
  throw unreadable(
    'the Bot API server names a file outside TELEGRAM_FILES_DIR: set that to the folder in which it keeps its files',
  );
}

/** What is no file, such as a pipe, is not waited for. */
async function openPlain(path: string): Promise<FileHandle> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw unreadable('what the Bot API server names in TELEGRAM_FILES_DIR is no file');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function unreadable(message: string): AppError {
  return new AppError('telegram_files_unreadable', message, { retryable: true });
}
