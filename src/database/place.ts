import type { Client } from 'pg';
import { z } from 'zod';
import type { DatabaseAddress } from '../addresses/database-address.ts';
import { isSchemaName } from '../addresses/database-parameters.ts';
import { AppError } from '../errors.ts';
import { SCHEMA_SQL } from './session-settings.ts';

/** The schema in which versions before kept the jobs, whatever ours was. */
const FORMER_JOBS = 'pgboss';

/** Of ours and of the job engine's tables those whose names another program may have taken. */
const NAMES = [
  'card',
  'photo',
  'person',
  'verification',
  'admin_session',
  'job',
  'queue',
  'version',
];

const seen = z.object({
  schema: z.string().nullable(),
  role: z.string(),
  exists: z.boolean(),
  may_make: z.boolean(),
  may_use: z.boolean(),
  may_create: z.boolean(),
  is_ours: z.boolean(),
  taken: z.array(z.string()),
});

const LOOK = `
  with wanted as (select ${SCHEMA_SQL} as name),
  found as (
    select wanted.name, pg_namespace.oid from wanted left join pg_namespace on nspname = wanted.name
  )
  select name as schema, current_user::text as role, oid is not null as exists,
    has_database_privilege(current_database(), 'create') as may_make,
    coalesce(has_schema_privilege(oid, 'usage'), false) as may_use,
    coalesce(has_schema_privilege(oid, 'create'), false) as may_create,
    exists (select from pg_class where relnamespace = found.oid and relname = 'taken_update') as is_ours,
    array(select relname::text from pg_class
      where relnamespace = found.oid and relname = any($2) and relkind in ('r', 'p', 'v', 'm', 'f')
      order by relname) as taken
  from found`;

/**
 * Says in which schema the tables of this program are, or are to be made, and makes the schema where
 * the address names one that is missing. To be called under the lock on migrations.
 *
 * @throws AppError with the mend where the role's rights do not suffice or another program is there
 */
export async function settleSchema(
  client: Client,
  { schema: wanted }: Pick<DatabaseAddress, 'schema'>,
): Promise<string> {
  const { rows } = await client.query(LOOK, [wanted, NAMES]);
  const { schema, role, exists, may_make, may_use, may_create, is_ours, taken } = seen.parse(
    rows[0],
  );
  if (schema === null) {
    throw new AppError(
      'database_no_schema',
      `PostgreSQL finds no schema for role ${role}: none in its search path exists and may be used. Create one (create schema authorization ${role}), or name it in DATABASE_URL with ?schema=.`,
    );
  }
  if (!isSchemaName(schema)) {
    throw new AppError(
      'database_schema_name',
      `The schema ${schema} has a name that the jobs cannot be kept under: rename it, or name another one in DATABASE_URL with ?schema=.`,
    );
  }
  if (!exists && !may_make) {
    throw new AppError(
      'database_no_schema',
      `The schema ${schema} does not exist, and role ${role} may not make it: run create schema "${schema}" authorization "${role}" as the database's owner.`,
    );
  }
  if (exists && !(may_use && may_create)) {
    throw new AppError(
      'database_rights',
      `Role ${role} may not create tables in schema ${schema}: run grant usage, create on schema "${schema}" to "${role}" as its owner, or name another schema in DATABASE_URL with ?schema=.`,
    );
  }
  if (!is_ours && taken.length > 0) {
    throw new AppError(
      'database_schema_taken',
      `The schema ${schema} holds tables of another program (${taken.join(', ')}): give the bot a schema of its own, such as ?schema=cardseal behind DATABASE_URL.`,
    );
  }
  if (!exists) await client.query(`create schema ${client.escapeIdentifier(schema)}`);
  return schema;
}

const JOBS = `
  select quote_ident(name) as own,
    to_regclass(quote_ident(name) || '.version') is not null
      and to_regclass(quote_ident(name) || '.queue') is not null as is_installed,
    has_schema_privilege(former.oid, 'usage')
      and has_table_privilege(to_regclass('${FORMER_JOBS}.queue'), 'select') as may_read_former
  from (select ${SCHEMA_SQL} as name) as wanted
  left join pg_namespace as former on former.nspname = '${FORMER_JOBS}'`;

/** Jobs that were kept for tables which were there before them are ours, and not those of a bot beside us. */
const FORMER_IS_OURS = `
  select from ${FORMER_JOBS}.queue
  where name = 'operate' and created_on >= (
    select min(executed_at) from migration where name = 'Migration20261122Initial')`;

/**
 * Says in which schema the job engine's tables are, or are to be made, as an identifier in SQL: in
 * ours. Only where a version before has made `pgboss` for this bot, that is kept: its processes may
 * be at work beside this one. The schema has been settled, and the migrations have been run.
 */
export async function jobSchema(
  client: Client,
  { schema }: Pick<DatabaseAddress, 'schema'>,
): Promise<string> {
  const { rows } = await client.query(JOBS, [schema]);
  const { own, is_installed, may_read_former } = z
    .object({ own: z.string(), is_installed: z.boolean(), may_read_former: z.boolean().nullable() })
    .parse(rows[0]);
  if (is_installed || may_read_former !== true) return own;
  const former = await client.query(FORMER_IS_OURS);
  return former.rowCount === 0 ? own : FORMER_JOBS;
}
