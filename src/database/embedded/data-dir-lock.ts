import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataDirUnusable, EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** SQLite's primary result code for "another connection holds the lock". */
const SQLITE_BUSY = 5;

/** Held by one process until it is disposed or dies. */
export type DataDirLock = Disposable;

/**
 * Makes the data folder where it is missing and takes its lock, or throws at once:
 * `data_dir_in_use`, or `data_dir_unusable` when it cannot be written.
 *
 * Node has no file locks of its own; SQLite, which comes with Node, takes the system's. The system
 * lets go of such a lock in the moment its process dies, however it dies: no stale lock is ever
 * left, no process id has to be guessed at, and it holds between containers sharing a folder.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(dataDir, 'postgres.lock'), { timeout: 0 });
    // Nothing is ever written, so no journal needs to lie beside it.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    throw lockError(dataDir, error);
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}

function lockError(dataDir: string, error: unknown): EmbeddedPostgresError {
  if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
    return new EmbeddedPostgresError(
      'data_dir_in_use',
      `Another process is using ${dataDir}. Stop it, or set DATA_DIR to a folder of its own.`,
    );
  }
  return dataDirUnusable(dataDir, error);
}
