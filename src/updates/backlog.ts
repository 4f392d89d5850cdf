import { z } from 'zod';
import type { Database, PreparedStatement } from '../database/database.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** What is still to be done, in the whole database. */
export interface Backlog {
  /** Sessions whose operation is under way. */
  readonly busy: number;
  /** Sessions whose newest screen was not shown yet. */
  readonly behind: number;
  /** Sessions whose operation was given up. */
  readonly setAside: number;
  /** Updates that were taken and wait for their answer. */
  readonly waiting: number;
  /** How long the oldest of these waits, in seconds; 0 where there is none. */
  readonly longestWaitSeconds: number;
  /** Updates that could not be taken yet and are kept. */
  readonly deferred: number;
  /** How long the oldest of these has been kept, in seconds; 0 where there is none. */
  readonly longestDeferralSeconds: number;
}

const backlogRow = z.object({
  busy: z.number(),
  behind: z.number(),
  setAside: z.number(),
  waiting: z.number(),
  longestWaitSeconds: z.number(),
  deferred: z.number(),
  longestDeferralSeconds: z.number(),
});

const READ_BACKLOG: PreparedStatement = {
  name: 'read_backlog',
  text: `select * from (
    select count(*) filter (where child is not null)::int as busy,
      count(*) filter (where shown_revision < revision)::int as behind,
      count(*) filter (where set_aside_at is not null)::int as "setAside"
    from admin_session
  ) as sessions, (
    select count(*)::int as waiting,
      coalesce(greatest(extract(epoch from now() - min(taken_at)), 0), 0)::float8
        as "longestWaitSeconds"
    from taken_update where finished_at is null
  ) as updates, (
    select count(*)::int as deferred,
      coalesce(greatest(extract(epoch from now() - min(deferred_at)), 0), 0)::float8
        as "longestDeferralSeconds"
    from deferred_update
  ) as deferrals`,
};

/** Reads what is still to be done. Throws what the database throws. */
export async function readBacklog(database: Database): Promise<Backlog> {
  const [row] = await database.run(READ_BACKLOG, []);
  return backlogRow.parse(row);
}

type BacklogMetrics = Pick<
  Metrics,
  | 'sessions'
  | 'updatesWaiting'
  | 'longestWaitSeconds'
  | 'updatesDeferred'
  | 'longestDeferralSeconds'
  | 'onScrape'
>;

/** Tells of the backlog each time somebody asks for the metrics. While it cannot be read, nothing is told of it. */
export function watchBacklog(metrics: BacklogMetrics, database: Database): void {
  const { sessions, updatesWaiting, longestWaitSeconds } = metrics;
  const { updatesDeferred, longestDeferralSeconds } = metrics;
  metrics.onScrape(async () => {
    sessions.reset();
    updatesWaiting.remove();
    longestWaitSeconds.remove();
    updatesDeferred.remove();
    longestDeferralSeconds.remove();
    const backlog = await readBacklog(database);
    sessions.set({ condition: 'busy' }, backlog.busy);
    sessions.set({ condition: 'behind' }, backlog.behind);
    sessions.set({ condition: 'set_aside' }, backlog.setAside);
    updatesWaiting.set(backlog.waiting);
    longestWaitSeconds.set(backlog.longestWaitSeconds);
    updatesDeferred.set(backlog.deferred);
    longestDeferralSeconds.set(backlog.longestDeferralSeconds);
  });
}
