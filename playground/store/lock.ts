import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The data directory is in use by another playground. */
export class DirectoryInUseError extends Error {
  readonly code = 'directory_in_use';

  constructor(directory: string) {
    super(`Another playground is running on ${directory}. Stop it, or set another DATA_DIR.`);
    this.name = 'DirectoryInUseError';
  }
}

/**
 * Keeps a second playground away from a data directory, whatever process it runs in.
 *
 * The lock is SQLite's exclusive file lock: the operating system releases it when the process
 * ends, however it ends, so a lock is never left behind.
 * @returns the function that releases the lock
 * @throws DirectoryInUseError if another playground holds it
 */
export async function lockDirectory(directory: string): Promise<() => void> {
  await mkdir(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      throw new DirectoryInUseError(directory);
    }
    throw error;
  }
  return () => database.close();
}

/** SQLite's result code for "another connection holds the lock". */
const SQLITE_BUSY = 5;
