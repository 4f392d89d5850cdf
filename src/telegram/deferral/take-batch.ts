import { inRequest } from '../../request.ts';
import type { Delivered } from './lanes.ts';

/**
 * Milliseconds without a chat that was got through, after which those that are left are slow. Taking an
 * update is a few milliseconds; what takes this long waits for a lock, or for a connection.
 */
const SLOW_AFTER_MS = 1_000;

/**
 * So many chats may be left under way. One row that is held holds up as many as are checked in one
 * statement (20); if more are left, everybody is slow, and to go on would only pile up what waits.
 */
export const MOST_LEFT = 20;

/** What is left of a chat when the batch goes on without it. */
export interface Leftover {
  /** Those that were not taken, in order; at least one. */
  readonly updates: readonly [Delivered, ...Delivered[]];
  /** Why the first could not be taken; absent when it is still under way, or was not tried. */
  readonly error?: unknown;
  /** Settles, and never fails, when the first is no longer under way; absent when it is not. */
  readonly underWay?: Promise<void>;
}

export interface TakingBatch {
  /** Takes an update; throws when it cannot be taken now. */
  readonly take: (raw: unknown) => Promise<unknown>;
  /** Whether updates of the chat wait already, so that these have to go behind. */
  readonly isDeferred: (lane: string) => boolean;
  /** How many chats may be left under way. */
  readonly mostLeft: number;
}

/**
 * Takes the updates of a batch, chats side by side and each chat in order, up to the first that cannot
 * be taken. Does not wait for the few that are slow: of these nothing more is begun. Returns what is
 * left, which may be nothing. Never throws.
 */
export async function takeBatch(
  lanes: readonly (readonly Delivered[])[],
  { take, isDeferred, mostLeft }: TakingBatch,
): Promise<Leftover[]> {
  const runs = lanes.map((lane) => {
    const isBehind = isDeferred(lane[0]?.lane ?? '');
    return createRun(lane, isBehind ? null : take);
  });
  await untilOnlySlowAreLeft(runs, mostLeft);
  return runs.map((run) => run.leave()).filter((left) => left !== null);
}

interface Run {
  readonly isOver: boolean;
  /** Resolves when nothing of the chat is under way any more. */
  readonly over: Promise<void>;
  /** Begins nothing more, and returns what is not taken; null: all is. */
  leave(): Leftover | null;
}

/** @param take null: nothing of it is to be tried */
function createRun(lane: readonly Delivered[], take: TakingBatch['take'] | null): Run {
  let next = 0;
  let isOver = false;
  let isLeft = false;
  let failed: { readonly error: unknown } | null = null;

  const run = async () => {
    try {
      for (; take !== null && !isLeft && next < lane.length; next++) {
        const { raw } = lane[next] as Delivered;
        await inRequest(null, () => take(raw));
      }
    } catch (error) {
      failed = { error };
    }
    isOver = true;
  };
  const over = run();
  return {
    get isOver() {
      return isOver || take === null;
    },
    over,
    leave() {
      isLeft = true;
      const [first, ...behind] = lane.slice(next);
      if (first === undefined) return null;
      const underWay = isOver || take === null ? null : over;
      return { updates: [first, ...behind], ...failed, ...(underWay && { underWay }) };
    },
  };
}

/** Resolves when all are over, or when so few are not that they are the slow ones. */
function untilOnlySlowAreLeft(runs: readonly Run[], mostLeft: number): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let isResolved = false;
    const resolveWith = (most: number) => {
      if (runs.filter((run) => !run.isOver).length > most) return;
      isResolved = true;
      resolve();
    };
    const look = () => {
      clearTimeout(timer);
      resolveWith(0);
      if (!isResolved) timer = setTimeout(() => resolveWith(mostLeft), SLOW_AFTER_MS);
    };
    for (const run of runs) void run.over.then(() => isResolved || look());
    look();
  });
}
