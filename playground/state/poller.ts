import { type ApiError, conflict } from '../api-error.ts';

/** What getUpdates was asked for. */
export interface Poll {
  /** The first update wanted; a negative one counts from the end, 0 means the oldest. */
  readonly offset: number;
  /** 1–100. */
  readonly limit: number;
  /** How long to wait for an update, in seconds, 0–50. */
  readonly timeout: number;
}

/** The bot's getUpdates call that waits for an update: at most one. */
export interface Poller {
  /**
   * Waits until there is something to take, or for the poll's timeout; ends an earlier poll with a 409.
   * @param signal aborts the waiting, when the bot has hung up
   * @throws ApiError 409 if another poller takes over
   */
  wait(poll: Poll, signal: AbortSignal): Promise<string[]>;
  /** Gives the waiting poll what there is, together with all that comes in the same moment. */
  wake(): void;
  /** Ends the waiting poll with a 409. */
  reject(reason: string): void;
  /** Ends the waiting poll with nothing, for the end of the process. */
  release(): void;
}

interface Waiter {
  readonly poll: Poll;
  readonly resolve: (updates: string[]) => void;
  readonly reject: (error: ApiError) => void;
}

/**
 * Makes the place of the waiting poll.
 * @param take takes the updates that a poll gets now
 */
export function createPoller(take: (poll: Poll) => string[]): Poller {
  let waiter: Waiter | undefined;
  let isWaking = false;

  function finish(): void {
    isWaking = false;
    const current = waiter;
    const taken = current === undefined ? [] : take(current.poll);
    if (taken.length > 0) current?.resolve(taken);
  }

  return {
    wait(poll, signal) {
      waiter?.reject(conflict(OTHER_POLLER));
      return new Promise((resolve, reject) => {
        const nothing = () => end(() => resolve([]));
        const timer = setTimeout(nothing, poll.timeout * 1000);
        function end(settle: () => void): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', nothing);
          if (waiter === mine) waiter = undefined;
          settle();
        }
        const mine: Waiter = {
          poll,
          resolve: (updates) => end(() => resolve(updates)),
          reject: (error) => end(() => reject(error)),
        };
        signal.addEventListener('abort', nothing);
        waiter = mine;
      });
    },
    wake() {
      if (waiter === undefined || isWaking) return;
      isWaking = true;
      setImmediate(finish);
    },
    reject: (reason) => waiter?.reject(conflict(reason)),
    release: () => waiter?.resolve([]),
  };
}

const OTHER_POLLER =
  'terminated by other getUpdates request; make sure that only one bot instance is running';
