import type { Metrics } from '../metrics/metrics.ts';
import type { Replies } from '../replies/replies.ts';
import type { Operations } from '../session/operation.ts';
import type { Intent } from './routing.ts';
import { ALLOWED_UPDATES, type Update } from './update-schema.ts';

/**
 * What came of an update: `taken`; a `duplicate` of one that was; `ignored` or `refused` without a
 * trace; `silenced`, since its person writes more than can be answered; `put_aside` with an apology after a fault of ours; `deferred`, to be delivered again;
 * `malformed`, no update at all, or one of which the part that matters cannot be read.
 */
export type UpdateOutcome =
  | 'taken'
  | 'duplicate'
  | 'ignored'
  | 'refused'
  | 'silenced'
  | 'put_aside'
  | 'deferred'
  | 'malformed';

/** The part of the update that the bot reads, or that it would if it could. */
export function updateType({ unreadable, ...update }: Update): string {
  const isIn = (part: (typeof ALLOWED_UPDATES)[number]) =>
    update[part] !== undefined || unreadable.some((path) => path.split('.', 1)[0] === part);
  return ALLOWED_UPDATES.find(isIn) ?? 'other';
}

/** What an update is for: an admin's `session`, a reply by its label, or `other`, nothing that is answered. */
export function kindOfIntent(intent: Intent, replies: Pick<Replies, 'kindOf'>): string {
  if (intent.type === 'session') return 'session';
  if (intent.type !== 'reply' && intent.type !== 'ask') return 'other';
  return intent.reply === 'stale' ? 'reply' : replies.kindOf(intent.reply).label;
}

/**
 * Creates the counters that alerts read, at 0. Prometheus takes a counter that appears with 1 for one
 * that did not rise, so an alert would miss the first increase.
 */
export function startCountersAtZero(
  { updates, operationsGivenUp, operationsRetried }: Metrics,
  operations: Operations,
): void {
  for (const outcome of ['taken', 'silenced', 'deferred', 'put_aside']) {
    for (const type of ['message', 'callback_query']) updates.inc({ type, outcome }, 0);
  }
  for (const operation of Object.keys(operations)) {
    operationsGivenUp.inc({ operation }, 0);
    for (const by of ['process', 'person']) operationsRetried.inc({ operation, by }, 0);
  }
}
