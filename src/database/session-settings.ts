import type { ClientBase } from 'pg';

/** Milliseconds that a session of ours may take over things; a name is PostgreSQL's. */
export interface Waits {
  readonly statement_timeout?: number;
  readonly lock_timeout?: number;
  readonly idle_in_transaction_session_timeout?: number;
}

/** Nothing is cut short, whatever the role was given. */
export const NO_WAITS: Waits = {
  statement_timeout: 0,
  lock_timeout: 0,
  idle_in_transaction_session_timeout: 0,
};

/**
 * The name of this program's one schema, as an SQL expression: the one that is asked for (`$1`), or
 * the one in which our tables are already found, or the first of the role's search path; null: none
 * of these exists. So a schema that comes to stand before ours in that path, such as one with the
 * role's name, does not hide our tables.
 */
export const SCHEMA_SQL = `coalesce($1::text,
  (select nspname::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where pg_class.oid = to_regclass('taken_update')),
  current_schema()::text)`;

/** What must not depend on how a role or a database was set up: how values are written, and what a transaction is. */
const ALWAYS: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
};

/** For whoever meets the statement in the server's log or figures. */
const ABOUT =
  '/* cardseal sets up a connection, over what is set in pg_database and for its role */';

/** Milliseconds for the one statement that sets a session up. */
const SET_UP_MS = 5_000;

/**
 * Makes what a pool does with each new connection (its option `onConnect`). All is set by a statement
 * and not with the connection, since poolers such as PgBouncer refuse settings there.
 *
 * @param schema the one that the address names; null: see {@link SCHEMA_SQL}
 */
export function sessionSettings(
  schema: string | null,
  waits: Waits = NO_WAITS,
): (client: ClientBase) => Promise<void> {
  const settings = Object.entries({ ...ALWAYS, ...waits });
  const columns = settings.map(
    (_, index) => `set_config($${2 * index + 2}, $${2 * index + 3}, false)`,
  );
  const text = `select ${ABOUT} set_config('search_path', quote_ident(${SCHEMA_SQL}), false), ${columns.join(', ')}`;
  const values = [schema, ...settings.flatMap(([name, value]) => [name, String(value)])];
  return async (client) => {
    await client.query({ text, values, query_timeout: SET_UP_MS } as {
      text: string;
      values: unknown[];
    });
  };
}
