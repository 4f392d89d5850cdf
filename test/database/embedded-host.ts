import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts';
import { AppError } from '../../src/errors.ts';
import { execute } from '../support/servers/postgres.ts';

/**
 * A process that holds the embedded database, for tests that kill it. It prints one JSON line when
 * the database is up (or `{ code }` when it is refused) and, after SIGINT, one with what it could
 * still read before it stopped the database.
 */
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const [dataDir = ''] = process.argv.slice(2);

try {
  const database = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
  const holdOpen = setInterval(() => {}, 60_000);
  process.once('SIGINT', async () => {
    const rows = await execute(database.url, 'select 42 as answer');
    await database.stop();
    clearInterval(holdOpen);
    say({ rows });
  });
  say({ url: database.url, pid: database.pid() });
} catch (error) {
  say({ code: error instanceof AppError ? error.code : String(error) });
  process.exitCode = 1;
}
