import { type Api, GrammyError } from 'grammy';
import { AppError } from '../errors.ts';
import { type FileSource, LARGEST_DOWNLOAD_BYTES } from '../services/take-photo.ts';
import { type CallOutcome, callOutcome, type ObserveCall } from './observed-calls.ts';
import type { TelegramOptions } from './telegram-api.ts';

/** Milliseconds for one download; a file that drips more slowly counts as not there now. */
const DOWNLOAD_MS = 30_000;

/**
 * Fetches files from Telegram. Follows no redirect, reads no more than a bot may download whatever
 * the server says of the size, and tells no one the address, since it holds the token.
 */
export function createFileSource(api: Api, { token, root, observe }: TelegramOptions): FileSource {
  return {
    async download(fileId, signal) {
      const path = await pathOf(api, fileId, signal);
      const url = `${root}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`;
      return fetchBytes(url, AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]), observe);
    },
  };
}

async function pathOf(api: Api, fileId: string, signal: AbortSignal): Promise<string> {
  try {
    const file = await api.getFile(fileId, signal as never);
    if (file.file_path !== undefined) return file.file_path;
  } catch (error) {
    if (error instanceof GrammyError && error.error_code === 400) {
      throw /too big/i.test(error.description)
        ? new AppError('image_too_large', 'Telegram does not let a bot download so large a file')
        : fileGone();
    }
    throw unavailable();
  }
  throw unavailable();
}

async function fetchBytes(url: string, signal: AbortSignal, observe: ObserveCall): Promise<Buffer> {
  const began = performance.now();
  let outcome: CallOutcome = 'unreachable';
  try {
    return await readBytes(url, signal, (status) => {
      outcome = status === 404 ? 'refused' : callOutcome(status);
    });
  } finally {
    observe('file', outcome, (performance.now() - began) / 1000);
  }
}

/** @param onEnd told the status when the answer was read as far as it is wanted */
async function readBytes(
  url: string,
  signal: AbortSignal,
  onEnd: (status: number) => void,
): Promise<Buffer> {
  const response = await fetch(url, { redirect: 'error', signal }).catch(() => {
    throw unavailable();
  });
  if (!response.ok) onEnd(response.status);
  if (response.status === 404 || response.status === 400) throw fileGone();
  if (!response.ok || response.body === null) throw unavailable();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > LARGEST_DOWNLOAD_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw unavailable();
  }
  onEnd(response.status);
  if (size > LARGEST_DOWNLOAD_BYTES) {
    throw new AppError('image_too_large', 'the file is larger than a bot may download');
  }
  return Buffer.concat(chunks);
}

function fileGone(): AppError {
  return new AppError('photo_file_gone', 'Telegram has no such file any more');
}

function unavailable(): AppError {
  return new AppError('telegram_unavailable', 'Telegram did not deliver the file; try again', {
    retryable: true,
  });
}
