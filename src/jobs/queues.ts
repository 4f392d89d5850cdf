import type { Queue } from 'pg-boss';

const HOUR_SECONDS = 3_600;

/**
 * What the queues of the session have in common. Failures, counts and due times are in the
 * sessions' rows, so a job is begun again only when its process died (no heartbeat for 10 s, the
 * least that is allowed) and never backs off.
 */
const SESSION_QUEUE = {
  policy: 'stately',
  notify: true,
  retryLimit: 1_000,
  retryDelay: 0,
  heartbeatSeconds: 10,
  expireInSeconds: HOUR_SECONDS / 4,
  deleteAfterSeconds: HOUR_SECONDS,
} satisfies Omit<Queue, 'name'>;

/** Every queue with its options. `later` sends another job when its time has come. */
export const QUEUES = {
  screen: SESSION_QUEUE,
  operate: SESSION_QUEUE,
  later: { ...SESSION_QUEUE, policy: 'short', notify: false },
  'clean-up': { ...SESSION_QUEUE, policy: 'exclusive', notify: false, retryLimit: 2 },
} as const satisfies Record<string, Omit<Queue, 'name'>>;

export type QueueName = keyof typeof QUEUES;

/** Seconds between two looks of a worker for jobs that no notification told it of. */
export const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 } as const;
