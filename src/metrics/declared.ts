import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Bounds of the histograms in seconds: from a prepared statement to a download over a bad line. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Makes all that is counted and measured, at nothing, in this registry; each says what it is. A gauge
 * of sessions or updates is of all processes together, any other metric of this one. Labels take few
 * values and never name a person, a card or a code.
 */
export function declareMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <const L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ) => new Counter<L>({ name, help, labelNames: [...labelNames], registers });
  const gauge = <const L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ) => {
    const made = new Gauge<L>({ name, help, labelNames: [...labelNames], registers });
    // Without labels it would be told as 0 before anybody has looked.
    if (labelNames.length === 0) made.remove();
    return made;
  };
  const histogram = <const L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ) => new Histogram<L>({ name, help, labelNames: [...labelNames], buckets: BUCKETS, registers });

  return {
    updates: counter('cardseal_updates_total', 'Updates by what came of them.', [
      'type',
      'outcome',
    ]),
    updateIdsAnew: counter(
      'cardseal_update_ids_anew_total',
      'How often the ids of updates began anew below those before.',
    ),
    updateTakenSeconds: histogram(
      'cardseal_update_taken_seconds',
      'From when an update was there until it may be acknowledged.',
      ['kind'],
    ),
    updateAnsweredSeconds: histogram(
      'cardseal_update_answered_seconds',
      'From when an update was taken until its answer, or its screen, was there.',
      ['kind'],
    ),
    verifications: counter('cardseal_verifications_total', 'Checks of codes by what was found.', [
      'verdict',
    ]),
    telegramCallSeconds: histogram(
      'cardseal_telegram_call_seconds',
      'Attempts at calls of Telegram, and at downloads (file), by what came of them.',
      ['method', 'outcome'],
    ),
    sendingWaiting: gauge(
      'cardseal_sending_waiting',
      'Calls of Telegram that wait until this process may send again.',
    ),
    sendingPace: gauge(
      'cardseal_sending_pace',
      'Messages a second that this process sends at most, as refusals have it.',
    ),
    photoStoreCallSeconds: histogram(
      'cardseal_photo_store_call_seconds',
      'Calls of the photo store, with all their attempts, by what came of them.',
      ['call', 'outcome'],
    ),
    webhookPending: gauge(
      'cardseal_webhook_pending_updates',
      'Updates that wait at Telegram to be delivered to the webhook.',
    ),
    jobsInHand: gauge('cardseal_jobs_in_hand', 'Jobs that a worker of this process has in hand.', [
      'queue',
    ]),
    operationSeconds: histogram(
      'cardseal_operation_seconds',
      'Runs of operations by what came of them.',
      ['operation', 'result'],
    ),
    operationsRetried: counter(
      'cardseal_operations_retried_total',
      'Runs that were not the first of their operation, by who began them again.',
      ['operation', 'by'],
    ),
    operationsGivenUp: counter(
      'cardseal_operations_given_up_total',
      'Attempts at operations that came to nothing in all their runs.',
      ['operation'],
    ),
    sessions: gauge('cardseal_sessions', 'Admin sessions in the database, by what they wait for.', [
      'condition',
    ]),
    updatesWaiting: gauge(
      'cardseal_updates_waiting',
      'Updates in the database that were taken and wait for their answer.',
    ),
    longestWaitSeconds: gauge(
      'cardseal_longest_wait_seconds',
      'How long the oldest update in the database waits for its answer.',
    ),
    updatesDeferred: gauge(
      'cardseal_updates_deferred',
      'Updates that could not be taken yet and are kept in the database.',
    ),
    longestDeferralSeconds: gauge(
      'cardseal_longest_deferral_seconds',
      'How long the oldest of the deferred updates has been kept.',
    ),
    poolConnections: gauge(
      'cardseal_pool_connections',
      'Connections of a pool by state, and callers that wait for one.',
      ['pool', 'state'],
    ),
    partReachable: gauge(
      'cardseal_part_reachable',
      'Whether a part that the process stands on could be reached when last looked at.',
      ['part'],
    ),
    httpResponses: counter('cardseal_http_responses_total', 'Answers of the HTTP server.', [
      'route',
      'status',
    ]),
    logLinesLost: counter(
      'cardseal_log_lines_lost_total',
      'Lines of the log that could not be written.',
      ['reason'],
    ),
  };
}
