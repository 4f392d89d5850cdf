import { Migrator } from '@mikro-orm/migrations';
import type { Options } from '@mikro-orm/postgresql';
import type { ClientConfig } from 'pg';
import { parseDatabaseAddress } from '../addresses/database-address.ts';
import { connectionTo } from './connection.ts';
import { AdminSession } from './entities/admin-session.ts';
import { Card, Photo, Picture } from './entities/card.ts';
import { DeferredUpdate } from './entities/deferred-update.ts';
import { Person } from './entities/person.ts';
import { TakenUpdate } from './entities/taken-update.ts';
import { Verification } from './entities/verification.ts';
import { Visitor } from './entities/visitor.ts';
import { Migration20261122Initial } from './migrations/migration-20261122-initial.ts';
import { Migration20261123CardTotals } from './migrations/migration-20261123-card-totals.ts';
import { Migration20261124RequestIds } from './migrations/migration-20261124-request-ids.ts';
import { Migration20261125ChatOrder } from './migrations/migration-20261125-chat-order.ts';
import { Migration20261126TotalOfOneCard } from './migrations/migration-20261126-total-of-one-card.ts';
import { Migration20261127ActivatedBy } from './migrations/migration-20261127-activated-by.ts';
import { Migration20261127KeyOfACheck } from './migrations/migration-20261127-key-of-a-check.ts';
import { Migration20261128DueNoted } from './migrations/migration-20261128-due-noted.ts';
import { Migration20261128PrintedBot } from './migrations/migration-20261128-printed-bot.ts';
import { Migration20261128Topics } from './migrations/migration-20261128-topics.ts';
import { Migration20261128WriteTrial } from './migrations/migration-20261128-write-trial.ts';
import { Migration20261130Pictures } from './migrations/migration-20261130-pictures.ts';
import { Migration20261130UpdatesDeferred } from './migrations/migration-20261130-updates-deferred.ts';
import { Migration20261201Floods } from './migrations/migration-20261201-floods.ts';
import { Migration20261202HeldPhotos } from './migrations/migration-20261202-held-photos.ts';
import { Migration20261203MachineOfSession } from './migrations/migration-20261203-machine-of-session.ts';
import { Migration20261207Visits } from './migrations/migration-20261207-visits.ts';
import { Migration20261208CardLife } from './migrations/migration-20261208-card-life.ts';
import { Migration20261209TotalsByStatus } from './migrations/migration-20261209-totals-by-status.ts';
import { NO_WAITS, sessionSettings, type Waits } from './session-settings.ts';
import { createWatchedSocket } from './watched-socket.ts';

/**
 * Milliseconds: how long to wait for a statement, for a lock, and for a transaction that does
 * nothing. None of ours waits for anything but the database, so one that does nothing is a
 * frozen process's, and the lock it holds is needed by the process that takes over.
 */
const WAITS: Waits = {
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 10_000,
};

/**
 * The same for migrations: to build an index may take minutes of silence, but a lock is not waited for long,
 * since whoever comes after waits behind it.
 */
const MIGRATION_WAITS: Waits = { ...NO_WAITS, lock_timeout: 5_000 };

/** Beside it one more holds the lock on all migrations. */
const MIGRATION_CONNECTIONS = 1;

/** Connections of one process for its own statements; the job engine has a few more of its own. */
export const POOL_SIZE = 10;

const POOL = { min: 0, max: POOL_SIZE, idleTimeoutMillis: 20_000 };

/** What the options of MikroORM are made from. */
interface OptionsInput {
  /** `postgres://…`, of a database that exists; empty: options of no database, for looking at them. */
  readonly url: string;
  /** Hears of connections that broke while nobody used them; default: nobody hears of it. */
  readonly warn?: (message: string) => void;
  /** The schema in which migrations note themselves; default: the one that the address names, or `public`. */
  readonly schema?: string;
}

/** The options of MikroORM for a PostgreSQL. Throws `DatabaseAddressError`. */
export function databaseOptions(input: OptionsInput): Options {
  return optionsWith(WAITS, input, { stream: createWatchedSocket });
}

/** The same for a short-lived client that only brings the schema up to date. */
export function migrationOptions(input: OptionsInput): Options {
  return {
    ...optionsWith(MIGRATION_WAITS, input, {}),
    pool: { min: 0, max: MIGRATION_CONNECTIONS },
  };
}

function optionsWith(
  waits: Waits,
  { url, warn = () => {}, schema }: OptionsInput,
  more: Pick<ClientConfig, 'stream'>,
): Options {
  const address = url === '' ? null : parseDatabaseAddress(url);
  const home = schema ?? address?.schema ?? null;
  return {
    dbName: address?.database ?? '',
    entities: [
      AdminSession,
      Card,
      DeferredUpdate,
      Person,
      Photo,
      Picture,
      TakenUpdate,
      Verification,
      Visitor,
    ],
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
        { name: 'Migration20261128Topics', class: Migration20261128Topics },
        { name: 'Migration20261128DueNoted', class: Migration20261128DueNoted },
        { name: 'Migration20261128WriteTrial', class: Migration20261128WriteTrial },
        { name: 'Migration20261130Pictures', class: Migration20261130Pictures },
        { name: 'Migration20261128PrintedBot', class: Migration20261128PrintedBot },
        { name: 'Migration20261130UpdatesDeferred', class: Migration20261130UpdatesDeferred },
        { name: 'Migration20261201Floods', class: Migration20261201Floods },
        { name: 'Migration20261202HeldPhotos', class: Migration20261202HeldPhotos },
        { name: 'Migration20261203MachineOfSession', class: Migration20261203MachineOfSession },
        { name: 'Migration20261207Visits', class: Migration20261207Visits },
        { name: 'Migration20261208CardLife', class: Migration20261208CardLife },
        { name: 'Migration20261209TotalsByStatus', class: Migration20261209TotalsByStatus },
      ],
      snapshot: false,
      tableName: home === null ? 'migration' : `${home}.migration`,
    },
    pool: POOL,
    driverOptions:
      address === null
        ? {}
        : {
            ...connectionTo(address, 'cardseal'),
            ...more,
            onConnect: sessionSettings(home, waits),
          },
    allowGlobalContext: false,
    // A mistyped name is an error to be told, not a new and empty database.
    ensureDatabase: false,
    logger: warn,
    debug: false,
    colors: false,
  };
}
