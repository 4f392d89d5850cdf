import { Migrator } from '@mikro-orm/migrations';
import type { Options } from '@mikro-orm/postgresql';
import { AdminSession } from './entities/admin-session.ts';
import { Card, Photo } from './entities/card.ts';
import { Person } from './entities/person.ts';
import { TakenUpdate } from './entities/taken-update.ts';
import { Verification } from './entities/verification.ts';
import { Migration20261122Initial } from './migrations/migration-20261122-initial.ts';
import { Migration20261123CardTotals } from './migrations/migration-20261123-card-totals.ts';
import { Migration20261124RequestIds } from './migrations/migration-20261124-request-ids.ts';
import { Migration20261125ChatOrder } from './migrations/migration-20261125-chat-order.ts';
import { Migration20261126TotalOfOneCard } from './migrations/migration-20261126-total-of-one-card.ts';
import { Migration20261127ActivatedBy } from './migrations/migration-20261127-activated-by.ts';
import { Migration20261127KeyOfACheck } from './migrations/migration-20261127-key-of-a-check.ts';
import { createWatchedSocket } from './watched-socket.ts';

/**
 * Milliseconds: how long to wait for a connection, for a statement, for a lock, and for a transaction
 * that does nothing. None of ours waits for anything but the database, so one that does nothing is a
 * frozen process's, and the lock it holds is needed by the process that takes over.
 */
const WAITS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 10_000,
};

/**
 * The same for migrations: to build an index may take minutes of silence, but a lock is not waited for long,
 * since whoever comes after waits behind it.
 */
const MIGRATION_WAITS = { connectionTimeoutMillis: 5_000, lock_timeout: 5_000 };

/** One that holds the lock on all migrations, one that migrates. */
const MIGRATION_CONNECTIONS = 2;

/** Connections of one process for its own statements; the job engine has a few more of its own. */
export const POOL_SIZE = 10;

const POOL = { min: 0, max: POOL_SIZE, idleTimeoutMillis: 20_000 };

/**
 * The options of MikroORM for a PostgreSQL.
 *
 * @param url `postgres://…`, of a database that exists
 * @param warn hears of connections that broke while nobody used them; default: nobody hears of it
 */
export function databaseOptions({
  url,
  warn = () => {},
}: {
  url: string;
  warn?: (message: string) => void;
}): Options {
  return {
    clientUrl: url,
    entities: [AdminSession, Card, Person, Photo, TakenUpdate, Verification],
    extensions: [Migrator],
    migrations: {
      migrationsList: [
        { name: 'Migration20261122Initial', class: Migration20261122Initial },
        { name: 'Migration20261123CardTotals', class: Migration20261123CardTotals },
        { name: 'Migration20261124RequestIds', class: Migration20261124RequestIds },
        { name: 'Migration20261125ChatOrder', class: Migration20261125ChatOrder },
        { name: 'Migration20261126TotalOfOneCard', class: Migration20261126TotalOfOneCard },
        { name: 'Migration20261127ActivatedBy', class: Migration20261127ActivatedBy },
        { name: 'Migration20261127KeyOfACheck', class: Migration20261127KeyOfACheck },
      ],
      snapshot: false,
      tableName: 'migration',
    },
    pool: POOL,
    driverOptions: { ...WAITS, stream: createWatchedSocket },
    allowGlobalContext: false,
    // A mistyped name is an error to be told, not a new and empty database.
    ensureDatabase: false,
    logger: warn,
    debug: false,
    colors: false,
  };
}

/** The same for a short-lived client that only brings the schema up to date. */
export function migrationOptions(options: Parameters<typeof databaseOptions>[0]): Options {
  return {
    ...databaseOptions(options),
    pool: { min: 0, max: MIGRATION_CONNECTIONS },
    driverOptions: MIGRATION_WAITS,
  };
}
