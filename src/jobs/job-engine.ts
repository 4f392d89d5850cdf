import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConstructorOptions, fromKysely, type Job, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { createWatchedSocket } from '../database/watched-socket.ts';
import { AppError } from '../errors.ts';
import type { PoolCounts } from '../metrics/watch-pools.ts';
import { inRequest } from '../request.ts';
import { createErrorReporter } from './engine-errors.ts';
import { POLLING, QUEUES, type QueueName } from './queues.ts';

/** The engine of all work after a commit: jobs in our own PostgreSQL, for workers in any number of processes. */
export interface JobEngine {
  /** Sends a job within the transaction of `em`. A job of the same key that still waits makes this one needless. */
  send(em: EntityManager, queue: QueueName, key: string, data: object, at?: Date): Promise<void>;
  /**
   * Has jobs of a queue handled, `workers` at a time in this process. The handler gets data that fits
   * `schema`, and a signal that ends it; it may say which request it works for. What it throws is logged here and not stored with the job.
   */
  work<T>(
    queue: QueueName,
    workers: number,
    schema: z.ZodType<T>,
    handler: (data: T, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
  /** Sends a job of the queue at the times of a cron expression (UTC), once for all processes. */
  schedule(queue: QueueName, cron: string): Promise<void>;
  /** Counts its connections as they are now, without the one that listens; null before the start and after the end. */
  poolCounts(): PoolCounts | null;
  /** Stops taking jobs, waits up to `timeoutMs` for those in hand, then aborts them. */
  stop(timeoutMs: number): Promise<void>;
}

/** Connections beside MikroORM's: these, and one more to listen. */
const ENGINE_POOL = 4;

/** pg-boss hands what it does not know, `stream`, on to `pg`. Its listening connection asks for a sign of life every 10 s. */
const OPTIONS = {
  stream: createWatchedSocket,
  schema: 'pgboss',
  application_name: 'cardseal-jobs',
  max: ENGINE_POOL,
  useListenNotify: true,
  monitorIntervalSeconds: 1,
  superviseIntervalSeconds: 1,
  connectionTimeoutMillis: 5_000,
  openTelemetry: { enabled: false },
} satisfies ConstructorOptions & { stream: unknown };

/**
 * Starts the job engine on the database at `url`, brings its schema up to date and its queues into
 * being. Throws what the database throws; the caller tries again.
 *
 * @param onlyProcess true when no other process can be at work on this database: then the jobs that a
 *   dead process left in hand are dropped at once, and the net sends what is still to be done
 */
export async function startJobEngine(
  url: string,
  log: Logger,
  { onlyProcess }: { onlyProcess: boolean },
): Promise<JobEngine> {
  const boss = new PgBoss({ ...OPTIONS, connectionString: url });
  boss.on('error', createErrorReporter(log));
  try {
    await boss.start();
    for (const [name, options] of Object.entries(QUEUES)) {
      await boss.createQueue(name, options);
      const { policy: _policy, ...changeable } = options;
      await boss.updateQueue(name, changeable);
      if (onlyProcess) await boss.deleteAllJobs(name);
    }
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
  return engineOver(boss, log);
}

function engineOver(boss: PgBoss, log: Logger): JobEngine {
  return {
    async send(em, queue, key, data, at) {
      await boss.send(queue, data, {
        singletonKey: key,
        db: fromKysely(em.getKysely()),
        ...(at && { startAfter: at }),
      });
    },
    async work(queue, workers, schema, handler) {
      const handle = async ({ data, signal }: Job<unknown>) => {
        try {
          await handler(schema.parse(data), signal);
        } catch (error) {
          if (signal.aborted) throw new AppError('job_aborted', 'the job was cut off');
          log.error({ queue, err: error }, 'a job met an unexpected error');
        }
      };
      await boss.work(queue, { ...POLLING, localConcurrency: workers }, async ([job]) => {
        if (job !== undefined) await inRequest(null, () => handle(job));
      });
    },
    poolCounts: () => boss.getDb().poolCounts?.() ?? null,
    schedule: (queue, cron) => boss.schedule(queue, cron),
    stop: (timeoutMs) => boss.stop({ graceful: true, timeout: timeoutMs }),
  };
}
