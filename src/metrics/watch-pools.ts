import type { Metrics } from './metrics.ts';

/** A pool of database connections at one moment, as node-postgres counts them. */
export interface PoolCounts {
  /** Connections that are open. */
  readonly total: number;
  /** Those of them that nobody uses. */
  readonly idle: number;
  /** Callers that wait for one. */
  readonly waiting: number;
}

/** Tells of the pools each time somebody asks for the metrics; a pool that is closed (null) is left out. */
export function watchPools(
  { poolConnections, onScrape }: Pick<Metrics, 'poolConnections' | 'onScrape'>,
  pools: Readonly<Record<string, () => Promise<PoolCounts> | PoolCounts | null>>,
): void {
  onScrape(async () => {
    poolConnections.reset();
    for (const [pool, read] of Object.entries(pools)) {
      const counts = await read();
      if (counts === null) continue;
      poolConnections.set({ pool, state: 'used' }, counts.total - counts.idle);
      poolConnections.set({ pool, state: 'idle' }, counts.idle);
      poolConnections.set({ pool, state: 'waiting' }, counts.waiting);
    }
  });
}
