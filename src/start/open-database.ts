import { join } from 'node:path';
import { describeAddress, parseDatabaseAddress } from '../addresses/database-address.ts';
import type { Config } from '../config.ts';
import { createDatabase, type Database } from '../database/database.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres.ts';
import { untilReachable } from '../process/until-reachable.ts';
import { inRequest } from '../request.ts';
import type { StartOptions } from './start-options.ts';

export interface OpenedDatabase {
  readonly client: Database;
  /** For whoever connects by itself. */
  readonly url: string;
  /** For the operator: where it is, without a password. */
  readonly described: string;
}

/**
 * Opens the database of the settings, the embedded one if they name none, and brings its schema up to
 * date; waits until it can be reached. Throws an `AppError` when it never will be as it is set.
 */
export async function openDatabase(config: Config, options: StartOptions): Promise<OpenedDatabase> {
  const { log, signal, closing } = options;
  const embedded =
    config.database.kind === 'embedded'
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log })
      : null;
  if (embedded !== null) closing.add('embedded PostgreSQL', () => embedded.stop(1_000));
  const url = config.database.kind === 'url' ? config.database.url : (embedded?.url ?? '');
  if (embedded !== null) log.info('bringing the schema of the database up to date');
  const client = await createDatabase(url, (message) => inRequest(null, () => log.debug(message)));
  closing.add('database', () => client.close());
  const isFatal = (error: unknown) => !isPassingDatabaseError(error);
  await untilReachable('the database', () => client.migrate(), { log, signal, isFatal });
  const described =
    embedded === null
      ? `PostgreSQL at ${describeAddress(parseDatabaseAddress(url))}`
      : `embedded PostgreSQL in ${join(config.dataDir, 'postgres')}`;
  return { client, url, described };
}
