import type { Client } from 'pg';
import { z } from 'zod';
import type { DatabaseAddress } from '../addresses/database-address.ts';
import { AppError } from '../errors.ts';
import { withConnection } from './with-connection.ts';

/** The oldest PostgreSQL that the job engine takes (source: pg-boss, README). */
const OLDEST = 13;

/** How often two connections are compared: a pooler may happen to give them different servers once. */
const COMPARISONS = 3;

const server = z.object({
  version: z.coerce.number(),
  version_text: z.string(),
  encoding: z.string(),
  is_standby: z.boolean(),
  is_read_only: z.boolean(),
});

/**
 * Asks a database whether this program can ever work on it: what it finds wrong, no waiting mends.
 *
 * @throws AppError in one line: what is set, and what to do
 */
export async function assertUsable(client: Client, address: DatabaseAddress): Promise<void> {
  const { rows } = await client.query(`
    select current_setting('server_version_num')::int / 10000 as version,
      current_setting('server_version') as version_text,
      current_setting('server_encoding') as encoding, pg_is_in_recovery() as is_standby,
      current_setting('default_transaction_read_only')::bool as is_read_only`);
  const { version, version_text, encoding, is_standby, is_read_only } = server.parse(rows[0]);
  if (version < OLDEST) {
    throw unusable(`is PostgreSQL ${version_text}: it must be ${OLDEST} or newer`);
  }
  if (encoding !== 'UTF8') {
    throw unusable(
      `has server_encoding ${encoding}, which cannot keep every name: make one with create database … encoding 'UTF8' template template0`,
    );
  }
  if (is_standby) {
    throw unusable('is a read-only standby (pg_is_in_recovery): name the primary server');
  }
  if (is_read_only) {
    throw unusable(
      'has default_transaction_read_only on: turn it off for this role and database (alter role … set, alter database … set)',
    );
  }
  await assertOwnSession(client, address);
}

function unusable(problem: string): AppError {
  return new AppError('database_unusable', `The database that DATABASE_URL names ${problem}.`);
}

/**
 * The jobs are listened for, statements are prepared, and migrations run under a lock of the session:
 * all of it needs that a connection of ours is one of the server's. A pooler in transaction mode gives
 * two of ours, used in turn, the same of the server's.
 */
async function assertOwnSession(client: Client, address: DatabaseAddress): Promise<void> {
  const first = await backendOf(client);
  await withConnection(address, async (other) => {
    for (let n = 0; n < COMPARISONS; n++) {
      const isShared = (await backendOf(other)) === first || (await backendOf(client)) !== first;
      if (isShared) {
        throw unusable(
          'is behind a pooler in transaction mode, which shares sessions: set pool_mode = session for it (PgBouncer), or name the server itself',
        );
      }
    }
  });
}

async function backendOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}
