import pino from 'pino';
import { createDatabase } from '../../../src/database/database.ts';
import { startJobEngine } from '../../../src/jobs/job-engine.ts';

/** One of our connections as the server sees it. */
export interface SeenConnection {
  readonly name: string;
  readonly tls: boolean;
}

/**
 * Migrates the database at `url`, opens all that the bot opens on it, and tells what the server sees
 * of that: the connections of both pools, the one that listens, and those that set the others up.
 * Throws what they throw.
 */
export async function connectAll(url: string): Promise<SeenConnection[]> {
  const database = await createDatabase(url);
  try {
    await database.migrate();
    const engine = await startJobEngine(url, pino({ level: 'silent' }), { onlyProcess: false });
    try {
      return await database.fork().execute<SeenConnection[]>(
        `select application_name as name, coalesce(ssl, false) as tls
         from pg_stat_activity left join pg_stat_ssl using (pid)
         where datname = current_database() and backend_type = 'client backend'`,
      );
    } finally {
      await engine.stop(1_000);
    }
  } finally {
    await database.close();
  }
}
