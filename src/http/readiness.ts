import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { keptFresh } from './kept-fresh.ts';

/** Whether the process can do its work now, and what it lacks. */
export interface ReadinessReport {
  /** At work, not on its way in or out, and every part is reachable. */
  readonly ok: boolean;
  readonly phase: Phase;
  readonly parts: Readonly<Record<string, 'ok' | 'away'>>;
}

export type Phase = 'starting' | 'working' | 'draining';

/** Looks after whatever the process stands on. */
export interface Readiness {
  /** Names a part and how to reach it; a check that takes too long is ended by its signal and counts as failed. */
  add(part: string, check: (signal: AbortSignal) => Promise<unknown>): void;
  /** The process has begun its work. */
  begin(): void;
  /** The process is about to end: from here on it is not ready, for good. */
  drain(): void;
  /** Looks at all parts, no part more often than every few seconds however often it is asked. Never throws. */
  report(): Promise<ReadinessReport>;
}

/** Milliseconds that a part may take to answer. */
const DEADLINE_MS = 2_000;

/** Milliseconds for which what was found counts. */
const FRESH_MS = 3_000;

export interface ReadinessDependencies {
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'partReachable' | 'onScrape'>;
  /** Milliseconds since any moment; default: since the process began. */
  readonly now?: () => number;
}

export function createReadiness({
  log,
  metrics,
  now = () => performance.now(),
}: ReadinessDependencies): Readiness {
  const parts = new Map<string, () => Promise<boolean>>();
  let phase: Phase = 'starting';

  const readiness: Readiness = {
    add(part, check) {
      const note = createNotes(part, log);
      const look = async () => {
        const error = await failureOf(check);
        note(error);
        metrics.partReachable.set({ part }, error === null ? 1 : 0);
        return error === null;
      };
      parts.set(part, keptFresh(look, { freshMs: FRESH_MS, now }));
    },
    begin() {
      if (phase === 'starting') phase = 'working';
    },
    drain() {
      phase = 'draining';
    },
    async report() {
      const found = await Promise.all(
        [...parts].map(async ([part, look]) => [part, (await look()) ? 'ok' : 'away'] as const),
      );
      const ok = phase === 'working' && found.every(([, state]) => state === 'ok');
      return { ok, phase, parts: Object.fromEntries(found) };
    },
  };
  metrics.onScrape(async () => void (await readiness.report()));
  return readiness;
}

/** Returns what the check failed with, or null. */
async function failureOf(check: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const ending = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error('it did not answer in time');
    ending.abort(error);
    reject(error);
  }, DEADLINE_MS);
  try {
    await Promise.race([check(ending.signal), late]);
    return null;
  } catch (error) {
    return error ?? new Error('it failed');
  } finally {
    clearTimeout(timer);
  }
}

/** Tells the operator when a part goes away and when it is back, not each time it is looked at. */
function createNotes(part: string, log: Logger): (error: unknown) => void {
  let wasAway = false;
  return (error) => {
    const isAway = error !== null;
    if (isAway === wasAway) return;
    wasAway = isAway;
    if (isAway) log.warn({ code: 'part_away', part, err: error }, 'a part cannot be reached');
    else log.info({ part }, 'a part can be reached again');
  };
}
