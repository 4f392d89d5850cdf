import { AppError } from '../../../src/errors.ts';
import type { FileSource } from '../../../src/photos/take-photo.ts';

/** Files that people sent, kept in memory by their id; an error in a file's place is what its download throws. */
export interface FakeFiles extends FileSource {
  readonly held: Map<string, Buffer | Error>;
}

/** Has no file at first; one it does not have is gone, as Telegram says it. */
export function createFakeFiles(): FakeFiles {
  const held = new Map<string, Buffer | Error>();
  return {
    held,
    async download(fileId, signal) {
      signal.throwIfAborted();
      const file = held.get(fileId) ?? new AppError('photo_file_gone', 'there is no such file');
      if (file instanceof Error) throw file;
      return file;
    },
  };
}
