import type { Transformer } from 'grammy';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';

/**
 * What came of one attempt at a call: `limited` is "too many requests", `unauthorized` says that
 * Telegram does not know the token, `refused` any other fault of the request, `failed` one of
 * Telegram's, `unreachable` that no answer came.
 */
export type CallOutcome = 'ok' | 'limited' | 'unauthorized' | 'refused' | 'failed' | 'unreachable';

/** Hears of each attempt at a call of Telegram, or at a download (`file`), when it is over. */
export type ObserveCall = (method: string, outcome: CallOutcome, seconds: number) => void;

/** Measures each attempt and leaves a line in the log, but for the long waits of polling. */
export function createCallObserver(
  { log, metrics }: { log: Logger; metrics: Pick<Metrics, 'telegramCallSeconds'> },
  onUnauthorized: () => void,
): ObserveCall {
  return (method, outcome, seconds) => {
    metrics.telegramCallSeconds.observe({ method, outcome }, seconds);
    if (outcome === 'unauthorized') onUnauthorized();
    if (method === 'getUpdates') return;
    log.debug({ method, outcome, ms: Math.round(seconds * 1000) }, 'Telegram was called');
  };
}

/** Reads what an HTTP status, or the error code of an answer, means. */
export function callOutcome(status: number): CallOutcome {
  if (status < 400) return 'ok';
  if (status === 429) return 'limited';
  if (status === 401 || status === 404) return 'unauthorized';
  return status >= 500 ? 'failed' : 'refused';
}

/** Has each attempt of grammY's observed. */
export function observing(observe: ObserveCall): Transformer {
  return async (previous, method, payload, signal) => {
    const began = performance.now();
    let outcome: CallOutcome = 'unreachable';
    try {
      const answer = await previous(method, payload, signal);
      outcome = answer.ok ? 'ok' : callOutcome(answer.error_code);
      return answer;
    } finally {
      observe(method, outcome, (performance.now() - began) / 1000);
    }
  };
}
