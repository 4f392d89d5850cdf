import type { Metrics } from './metrics.ts';

/**
 * Tells of the lines that the log had to let go, each time somebody asks.
 *
 * @param lost how many so far, by the system's word for why, such as `ENOSPC`
 */
export function watchLog(
  { logLinesLost, onScrape }: Pick<Metrics, 'logLinesLost' | 'onScrape'>,
  lost: ReadonlyMap<string, number>,
): void {
  onScrape(() => {
    logLinesLost.reset();
    for (const [reason, lines] of lost) logLinesLost.inc({ reason }, lines);
  });
}
