import type { EntityManager } from '@mikro-orm/postgresql';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Client, Pool } from 'pg';
import { parseDatabaseAddress } from '../addresses/database-address.ts';
import { AppError } from '../errors.ts';
import type { PoolCounts } from '../metrics/watch-pools.ts';
import { databaseOptions, migrationOptions } from './options.ts';
import { settleSchema } from './place.ts';
import { assertUsable } from './preconditions.ts';
import { refusalOf } from './refusal.ts';
import { withConnection } from './with-connection.ts';
import { createWriteTrial, WRITE_TRIAL } from './write-trial.ts';

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
  /** The same, when it can also be written, which is tried every ten seconds at most. The migrations were run. */
  check(): Promise<void>;
  /**
   * Brings the schema up to date; processes that come at the same time wait for the first. Throws an
   * `AppError` with one line where the database can never be used as it is.
   */
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

  const trial = createWriteTrial(async () => (await pool()).query(WRITE_TRIAL));

  return {
    fork: () => orm.em.fork(),
    async run<Row>(statement: PreparedStatement, values: readonly unknown[]) {
      const client = await pool();
      try {
        const result = await client.query({ ...statement, values: [...values] });
        return result.rows as Row[];
      } catch (error) {
        trial.note(error);
        throw error;
      }
    },
    async ping() {
      await (await pool()).query('select 1');
    },
    async check() {
      await (await pool()).query('select 1');
      await trial.assertWritable();
    },
    async poolCounts() {
      const { totalCount: total, idleCount: idle, waitingCount: waiting } = await pool();
      return { total, idle, waiting };
    },
    migrate: () => migrate(options),
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

async function migrate(options: { url: string; warn?: (message: string) => void }): Promise<void> {
  const address = parseDatabaseAddress(options.url);
  try {
    await withConnection(address, async (client) => {
      await assertUsable(client, address);
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      const schema = await settleSchema(client, address);
      await runMigrations({ ...options, schema });
      await assertTables(client, schema);
    });
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

/** Says in which schema the tables at `url` are, or are to be made. Throws as `migrate` does. */
export async function schemaOf(url: string): Promise<string> {
  const address = parseDatabaseAddress(url);
  try {
    return await withConnection(address, (client) => settleSchema(client, address));
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

async function runMigrations(options: Parameters<typeof migrationOptions>[0]): Promise<void> {
  const orm = await MikroORM.init(migrationOptions(options));
  try {
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
}

/** Versions before could note their migrations in one schema and make the tables in another. */
async function assertTables(client: Client, schema: string): Promise<void> {
  const table = `${client.escapeIdentifier(schema)}.taken_update`;
  const { rows } = await client.query('select to_regclass($1) is null as missing', [table]);
  if (rows[0]?.missing !== true) return;
  throw new AppError(
    'database_tables_missing',
    `The schema ${schema} says that its tables were made, but they are not there. If they are in another schema, name that with ?schema= in DATABASE_URL; if there are none, drop table "${schema}".migration and start again.`,
  );
}
