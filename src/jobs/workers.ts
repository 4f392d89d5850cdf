import { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { cleanUpPhotos } from '../photos/clean-up-photos.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import { operate } from '../session/operate.ts';
import { showScreen } from '../session/show.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { purgeTakenUpdates } from '../updates/finish-updates.ts';
import type { JobEngine } from './job-engine.ts';
import { laterJob, operateJob, operateKey, screenJob } from './session-jobs.ts';

/** Workers of one process. Each asks the database once a second, so there are few; each slow chat holds one. */
const WORKERS = { screen: 4, operate: 4, later: 1, 'clean-up': 1 } as const;

/** Once an hour, at a minute that other schedules seldom have. */
const CLEAN_UP_CRON = '17 * * * *';

export interface WorkerDependencies {
  readonly engine: JobEngine;
  readonly database: Database;
  readonly session: SessionDependencies;
  readonly photos: PhotoStore;
}

/** Starts this process's share of the work on all queues. */
export async function startWorkers(dependencies: WorkerDependencies): Promise<void> {
  const { database, session } = dependencies;
  const engine = countingJobs(dependencies.engine, session.metrics);
  await engine.work('screen', WORKERS.screen, screenJob, ({ adminId }, signal) =>
    showScreen(session, adminId, signal),
  );
  await engine.work('operate', WORKERS.operate, operateJob, (key, signal) =>
    operate(session, key, signal),
  );
  await engine.work('later', WORKERS.later, laterJob, async (job) => {
    const key = job.queue === 'screen' ? String(job.data.adminId) : operateKey(job.data);
    await engine.send(database.fork(), job.queue, key, job.data);
  });
  await engine.work('clean-up', WORKERS['clean-up'], z.unknown(), (_data, signal) =>
    cleanUp(dependencies, signal),
  );
  await engine.schedule('clean-up', CLEAN_UP_CRON);
}

/** Tells in the metrics which jobs are in hand. */
function countingJobs(engine: JobEngine, { jobsInHand }: Pick<Metrics, 'jobsInHand'>): JobEngine {
  return {
    ...engine,
    work(queue, workers, schema, handler) {
      jobsInHand.set({ queue }, 0);
      return engine.work(queue, workers, schema, async (data, signal) => {
        jobsInHand.inc({ queue });
        try {
          await handler(data, signal);
        } finally {
          jobsInHand.dec({ queue });
        }
      });
    },
  };
}

/** What a failure leaves lying, the next clean-up takes. The database's part first: it does not hang on the store. */
async function cleanUp(
  { database, photos, session: { log } }: WorkerDependencies,
  signal: AbortSignal,
): Promise<void> {
  await purgeTakenUpdates(database);
  const removed = await cleanUpPhotos({ database, photos }, undefined, signal);
  if (removed > 0) log.info({ removed }, 'photos that nobody names were removed');
}
