import { isAbsolute } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Api, GrammyError } from 'grammy';
import { AppError } from '../errors.ts';
import type { FileSource } from '../photos/take-photo.ts';
import { callSignal } from './call-signal.ts';
import { createGet, type Get } from './http-transport.ts';
import { readLocalFile } from './local-files.ts';
import { type CallOutcome, callOutcome } from './observed-calls.ts';
import { outcomeOf } from './outcome.ts';
import { readBounded } from './read-bounded.ts';
import type { TelegramOptions } from './telegram-api.ts';

/** Milliseconds for one download; a file that drips more slowly counts as not there now. */
const DOWNLOAD_MS = 30_000;

/** So often a file is asked for that Telegram cannot tell from one that it does not have. */
const QUESTIONS = 3;
const BETWEEN_QUESTIONS_MS = 1_000;

/**
 * Fetches files from Telegram, or from the disk of a Bot API server of one's own. Follows no redirect,
 * reads no more than a photo may have whatever the server says of the size, and tells no one the
 * address, since it holds the token.
 */
export function createFileSource(api: Api, options: TelegramOptions): FileSource {
  const { token, root, observe, filesDir } = options;
  const get = createGet(options);
  return {
    async download(fileId, signal) {
      const path = await pathOf(api, fileId, signal);
      const began = performance.now();
      let outcome: CallOutcome = 'unreachable';
      const end = (found: CallOutcome) => {
        outcome = found;
      };
      const url = `${root}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`;
      try {
        return await withinDeadline(signal, async (within) => {
          if (!isAbsolute(path)) return fetchBytes(get, url, within, end);
          const bytes = await readLocalFile(path, filesDir, within);
          end('ok');
          return bytes;
        });
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw unavailable();
      } finally {
        observe('file', outcome, (performance.now() - began) / 1000);
      }
    },
  };
}

/** Does `work` with a signal that comes with the caller's, and after 30 s. */
async function withinDeadline<T>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const deadline = setTimeout(end, DOWNLOAD_MS);
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', end);
  }
}

/** Asks again where Telegram says the same of a file that it lost and of one that it has no time for. */
async function pathOf(api: Api, fileId: string, signal: AbortSignal): Promise<string> {
  for (let question = 1; ; question++) {
    try {
      const file = await api.getFile(fileId, callSignal(signal));
      if (file.file_path !== undefined) return file.file_path;
    } catch (error) {
      if (!(error instanceof GrammyError) || error.error_code !== 400) throw unavailable();
      const { description } = error;
      if (/too big/i.test(description)) {
        throw new AppError(
          'image_too_large',
          'Telegram does not let a bot download so large a file',
        );
      }
      if (outcomeOf(error).type !== 'due') throw fileGone();
      if (question === QUESTIONS) throw isUnclear(description) ? fileGone() : unavailable();
      await pause(BETWEEN_QUESTIONS_MS, undefined, { signal }).catch(() => {
        throw unavailable();
      });
      continue;
    }
    throw unavailable();
  }
}

/** The words for a file id that is none, and for a server of Telegram's that is away. Source: tdlib/telegram-bot-api, on_update_file. */
function isUnclear(description: string): boolean {
  return /wrong file_id/i.test(description);
}

/** @param end told what came of it when the answer was read as far as it is wanted */
async function fetchBytes(
  get: Get,
  url: string,
  signal: AbortSignal,
  end: (outcome: CallOutcome) => void,
): Promise<Buffer> {
  const { status, body } = await get(url, signal);
  if (status !== 200) {
    // Whatever the number is: getFile has just named this file, so the fault is not the file's.
    end(status === 404 ? 'refused' : callOutcome(status));
    body.destroy();
    throw unavailable();
  }
  try {
    const bytes = await readBounded(body);
    end('ok');
    return bytes;
  } catch (error) {
    // Read as far as it is wanted.
    if (error instanceof AppError) end('ok');
    throw error;
  }
}

function fileGone(): AppError {
  return new AppError('photo_file_gone', 'Telegram has no such file any more');
}

function unavailable(): AppError {
  return new AppError('telegram_unavailable', 'Telegram did not deliver the file; try again', {
    retryable: true,
  });
}
