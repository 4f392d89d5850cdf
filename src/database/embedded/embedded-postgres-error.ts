import { AppError } from '../../errors.ts';

/**
 * - `data_dir_in_use`: another live process holds this folder.
 * - `data_dir_unusable`: the folder cannot be made or written.
 * - `no_database_binaries`: the embedded PostgreSQL does not exist for, or does not run on, this machine.
 * - `database_user_needed`: started as root where no way to an unprivileged user was found.
 * - `database_init_failed`: a new database folder could not be made.
 * - `database_start_failed`: the server ended before it was ready.
 */
export type EmbeddedPostgresErrorCode =
  | 'data_dir_in_use'
  | 'data_dir_unusable'
  | 'no_database_binaries'
  | 'database_user_needed'
  | 'database_init_failed'
  | 'database_start_failed';

/** Says why the embedded PostgreSQL is not there and what an operator can do about it. */
export class EmbeddedPostgresError extends AppError {
  declare readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(code, message, options);
  }
}

/** The error for a data folder that the file system does not let us use. */
export function dataDirUnusable(dataDir: string, cause: unknown): EmbeddedPostgresError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedPostgresError(
    'data_dir_unusable',
    `${dataDir} cannot be used (${reason}). Give this user the right to write there, or set DATA_DIR to another folder.`,
    { cause },
  );
}
