import type { Metrics } from '../../metrics/metrics.ts';
import type { Verdict, VerdictCard } from './verdict.ts';

/** A verdict in one word: a card's status, `unknown` or `limited`; or what was a code only nearly. */
type VerdictName = VerdictCard['status'] | Exclude<Verdict['type'], 'found'> | 'mistyped';

const NAMES: Readonly<Record<VerdictName, true>> = {
  draft: true,
  active: true,
  suspended: true,
  stolen: true,
  retired: true,
  unknown: true,
  limited: true,
  mistyped: true,
};

/** Counts what was found for a code that somebody gave; `mistyped` is no code. */
export function countVerdict(
  { verifications }: Pick<Metrics, 'verifications'>,
  found: Verdict | 'mistyped',
): void {
  verifications.inc({ verdict: nameOf(found) });
}

function nameOf(found: Verdict | 'mistyped'): VerdictName {
  if (found === 'mistyped') return found;
  return found.type === 'found' ? found.card.status : found.type;
}

/**
 * Creates the counters of verdicts, at 0. Prometheus takes a counter that appears with 1 for one that did
 * not rise, so an alert would miss the first increase.
 */
export function startVerdictsAtZero({ verifications }: Pick<Metrics, 'verifications'>): void {
  for (const verdict of Object.keys(NAMES)) verifications.inc({ verdict }, 0);
}
