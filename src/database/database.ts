import type { EntityManager } from '@mikro-orm/postgresql';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { PoolCounts } from '../metrics/watch-pools.ts';
import { databaseOptions, migrationOptions } from './options.ts';

/** A statement that PostgreSQL prepares once for each connection; `name` stands for exactly one `text`. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** The database as this program uses it. One for each process; nobody else opens connections but the job engine. */
export interface Database {
  /** A fresh entity manager for one unit of work. Throw it away after an error. */
  fork(): EntityManager;
  /** Runs a prepared statement outside any transaction and returns its rows. Throws what `pg` throws. */
  run<Row>(statement: PreparedStatement, values: readonly unknown[]): Promise<Row[]>;
  /** Resolves when the database answered; throws what `pg` throws. */
  ping(): Promise<void>;
  /** Brings the schema up to date; processes that come at the same time wait for the first. */
  migrate(): Promise<void>;
  /** Counts the connections as they are now. */
  poolCounts(): Promise<PoolCounts>;
  close(): Promise<void>;
}

/** Any number that no other program on the same database locks; here the letters "cards". */
const MIGRATION_LOCK = 0x63_61_72_64_73;

/** Opens the database at `url` (`postgres://…`). Does not connect yet: an absent server shows at the first statement. */
export async function createDatabase(
  url: string,
  warn?: (message: string) => void,
): Promise<Database> {
  const options = { url, ...(warn && { warn }) };
  const orm = await MikroORM.init(databaseOptions(options));
  let used: Pool | undefined;
  const pool = async () => {
    used = await poolOf(orm);
    return used;
  };

  return {
    fork: () => orm.em.fork(),
    async run<Row>(statement: PreparedStatement, values: readonly unknown[]) {
      const client = await pool();
      const result = await client.query({ ...statement, values: [...values] });
      return result.rows as Row[];
    },
    async ping() {
      await (await pool()).query('select 1');
    },
    async poolCounts() {
      const { totalCount: total, idleCount: idle, waitingCount: waiting } = await pool();
      return { total, idle, waiting };
    },
    migrate: () => migrate(migrationOptions(options)),
    async close() {
      await orm.close(true);
      // The ORM ends the pool only where a statement of its own went through it.
      if (used?.ending === false) await used.end();
    },
  };
}

function poolOf(orm: MikroORM): Promise<Pool> {
  return orm.em.getDriver().getConnection().getNativeClient() as Promise<Pool>;
}

async function migrate(options: ReturnType<typeof migrationOptions>): Promise<void> {
  const orm = await MikroORM.init(options);
  try {
    const client = await (await poolOf(orm)).connect();
    try {
      await client.query('set lock_timeout = 0');
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await orm.migrator.up();
    } finally {
      client.release(true);
    }
  } finally {
    await orm.close(true);
  }
}
