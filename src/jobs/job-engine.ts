import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConstructorOptions, fromKysely, type Job, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { type DatabaseAddress, parseDatabaseAddress } from '../addresses/database-address.ts';
import { connectionTo } from '../database/connection.ts';
import { jobSchema } from '../database/place.ts';
import { refusalOf } from '../database/refusal.ts';
import { sessionSettings } from '../database/session-settings.ts';
import { createWatchedSocket } from '../database/watched-socket.ts';
import { withConnection } from '../database/with-connection.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { PoolCounts } from '../metrics/watch-pools.ts';
import { inRequest } from '../request.ts';
import { createErrorReporter } from './engine-errors.ts';
import { POLLING, QUEUES, type QueueName } from './queues.ts';

/** The engine of all work after a commit: jobs in our own PostgreSQL, for workers in any number of processes. */
export interface JobEngine {
  /** Sends a job within the transaction of `em`, to be done in so many seconds. A job of the same key that still waits makes this one needless. */
  send(
    em: EntityManager,
    queue: QueueName,
    key: string,
    data: object,
    seconds?: number,
  ): Promise<void>;
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

/** Its listening connection asks for a sign of life every 10 s. */
const OPTIONS = {
  createSchema: false,
  max: ENGINE_POOL,
  useListenNotify: true,
  monitorIntervalSeconds: 1,
  superviseIntervalSeconds: 1,
  openTelemetry: { enabled: false },
} satisfies ConstructorOptions;

/**
 * Starts the job engine on the database at `url`, whose migrations were run, brings its own tables up
 * to date and its queues into being. Throws what the database throws, and the caller tries again; an
 * `AppError` with one line where it can never succeed.
 *
 * @param onlyProcess true when no other process can be at work on this database: then the jobs that a
 *   dead process left in hand are dropped at once, and the net sends what is still to be done
 */
export async function startJobEngine(
  url: string,
  log: Logger,
  { onlyProcess }: { onlyProcess: boolean },
): Promise<JobEngine> {
  const address = parseDatabaseAddress(url);
  try {
    const schema = await withConnection(address, (client) => jobSchema(client, address));
    const boss = new PgBoss({ ...OPTIONS, ...clientOptions(address), schema });
    boss.on('error', createErrorReporter(log));
    await startBoss(boss, onlyProcess);
    return engineOver(boss, log);
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

async function startBoss(boss: PgBoss, onlyProcess: boolean): Promise<void> {
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
}

/** What pg-boss does not know of this it hands on to `pg`. */
function clientOptions(address: DatabaseAddress): ConstructorOptions {
  const connection = {
    ...connectionTo(address, 'cardseal-jobs'),
    stream: createWatchedSocket,
    onConnect: sessionSettings(address.schema),
  };
  return connection as object;
}

function engineOver(boss: PgBoss, log: Logger): JobEngine {
  return {
    async send(em, queue, key, data, seconds) {
      await boss.send(queue, data, {
        singletonKey: key,
        db: fromKysely(em.getKysely()),
        // A number of seconds is added by the database, whatever this machine's clock says.
        ...(seconds !== undefined && { startAfter: seconds }),
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
