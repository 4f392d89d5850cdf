import { adminSessions } from '../machines/admin-sessions.ts';
import { createConfig, secretsOf } from '../src/config.ts';
import { createDatabase, type Database } from '../src/database/database.ts';
import { runningServerUrl } from '../src/database/embedded/running-server.ts';
import { explainFailure } from '../src/database/refusal.ts';
import { startJobEngine } from '../src/jobs/job-engine.ts';
import { createJobSender } from '../src/jobs/session-jobs.ts';
import { createLogger } from '../src/log.ts';
import { readEnvironment } from '../src/process/environment.ts';
import { listSessions, retrySession } from '../src/session/operator.ts';

const USAGE = `Usage:
  npm run sessions -- list            all admin sessions, those given up first
  npm run sessions -- retry <admin>   press "Try again" for an admin`;

async function list(database: Database): Promise<void> {
  const sessions = await listSessions(database, adminSessions);
  if (sessions.length === 0) return console.log('There are no sessions.');
  console.table(
    sessions.map(({ adminId, state, child, run, failure, isBehind, setAsideAt, updatedAt }) => ({
      admin: adminId,
      state,
      operation: child === null ? '' : `${child}, run ${run}`,
      failure: failure ?? '',
      screen: isBehind ? 'not shown yet' : 'shown',
      'given up': setAsideAt?.toISOString() ?? '',
      changed: updatedAt.toISOString(),
    })),
  );
}

async function retry(database: Database, url: string, admin: string | undefined): Promise<void> {
  const adminId = Number(admin);
  if (!Number.isSafeInteger(adminId) || adminId <= 0) return fail(USAGE);
  const log = createLogger({ level: 'warn', pretty: true, secrets: secretsOf(config) });
  const engine = await startJobEngine(url, log, { onlyProcess: false });
  const retried = await retrySession(
    { database, machine: adminSessions, jobs: createJobSender(engine) },
    adminId,
  );
  await engine.stop(1_000);
  if (retried.type === 'nothing')
    return fail(`The session of ${adminId} has nothing to try again.`);
  console.log(`The session of ${adminId} tries again: ${retried.state}.`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

async function run(url: string): Promise<void> {
  const [command, admin] = process.argv.slice(2);
  const database = await createDatabase(url);
  try {
    if (command === 'list') await list(database);
    else if (command === 'retry') await retry(database, url, admin);
    else fail(USAGE);
  } finally {
    await database.close();
  }
}

const config = createConfig(readEnvironment());
const url =
  config.database.kind === 'url' ? config.database.url : await runningServerUrl(config.dataDir);

if (url === null) {
  fail('No bot is running on this DATA_DIR. Start it, or set DATABASE_URL.');
} else {
  await run(url).catch((error: unknown) => {
    const line = explainFailure(error);
    if (line === null) throw error;
    fail(line);
  });
}
