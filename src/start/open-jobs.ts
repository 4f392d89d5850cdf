import type { BotParts } from '../bot/create-bot.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import { type JobEngine, startJobEngine } from '../jobs/job-engine.ts';
import { startSweeping } from '../jobs/sweep.ts';
import { startWorkers } from '../jobs/workers.ts';
import { untilReachable } from '../process/until-reachable.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { letAllUpdatesGo } from '../updates/waiting-updates.ts';
import type { StartOptions } from './start-options.ts';

const JOB_PATIENCE_MS = 6_000;

/** Starts the engine of the jobs on the database at `url`, as soon as it can be reached. Throws what is no passing trouble. */
export async function openJobEngine(
  url: string,
  config: Config,
  { log, signal, closing }: StartOptions,
): Promise<JobEngine> {
  const onlyProcess = config.database.kind === 'embedded';
  const engine = await untilReachable(
    'the database',
    () => startJobEngine(url, log, { onlyProcess }),
    { log, signal, isFatal: (error) => !isPassingDatabaseError(error) },
  );
  closing.add('jobs', () => engine.stop(JOB_PATIENCE_MS));
  return engine;
}

/** Begins to work through the jobs, and to sweep up what was left. Throws what the database throws. */
export async function startWork(
  { session, answering }: BotParts,
  engine: JobEngine,
  { database, photos }: { database: Database; photos: PhotoStore },
  config: Config,
  { log, closing }: StartOptions,
): Promise<void> {
  await startWorkers({ engine, database, photos, session });
  // What is held now was held by a process that is gone.
  if (config.database.kind === 'embedded') await letAllUpdatesGo(database);
  const { takeUp } = answering;
  closing.add('sweeps', await startSweeping({ session, takeUp, log }));
}
