import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** Notices when the ids of updates begin anew. */
export interface UpdateIds {
  /** An update with this id was delivered, for the first time or again. */
  saw(id: number): void;
}

/** Updates that are taken side by side, or come again, are not so far behind the newest. */
const USUAL_DISTANCE = 10_000;

/**
 * Tells the operator when ids begin anew below the earlier ones, as they may after a week without
 * updates (source: Bot API, Update). Nothing hangs on it: the set of taken ids decides, never an order.
 */
export function watchUpdateIds({
  log,
  metrics,
}: {
  log: Logger;
  metrics: Pick<Metrics, 'updateIdsAnew'>;
}): UpdateIds {
  let newest = Number.NEGATIVE_INFINITY;
  return {
    saw(id) {
      if (id < newest - USUAL_DISTANCE) {
        metrics.updateIdsAnew.inc();
        const about = { code: 'update_ids_anew', updateId: id, before: newest };
        log.info(about, 'Telegram counts the updates of this bot anew');
        newest = id;
      }
      newest = Math.max(newest, id);
    },
  };
}
