import type { Metrics } from '../../metrics/metrics.ts';
import type { Gate } from './gate.ts';

type GateMetrics = Pick<Metrics, 'sendingWaiting' | 'sendingPace' | 'onScrape'>;

/** Tells each time somebody asks for the metrics how many calls wait to be made, and at which pace they are. */
export function watchGate(
  { sendingWaiting, sendingPace, onScrape }: GateMetrics,
  gate: Pick<Gate, 'waiting' | 'rate'>,
): void {
  onScrape(() => {
    sendingWaiting.set(gate.waiting());
    sendingPace.set(gate.rate());
  });
}
