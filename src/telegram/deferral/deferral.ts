import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { isPassingDatabaseError } from '../../database/database-errors.ts';
import type { Logger } from '../../log.ts';
import { inRequest, requestIdOf } from '../../request.ts';
import {
  type ClaimedUpdate,
  claimDeferred,
  deferredLanes,
  deferUpdates,
  releaseDeferred,
  removeDeferred,
} from '../../updates/deferred-updates.ts';
import type { Intake } from '../intake.ts';
import type { Leftover } from './take-batch.ts';
import { createTimetable, FIRST_PAUSE_MS, type Progress } from './timetable.ts';

/** What other processes left is looked for so often, in milliseconds; sooner where the look failed. */
const LOOK_EVERY_MS = 30_000;
const LOOK_AGAIN_MS = 1_000;

/** Longer than a statement may take: then an update is tried beside the first try, which is harmless. */
const LONGEST_UNDER_WAY_MS = 15_000;

/**
 * An update is put aside that was tried so often at least, with a database that lives, and for so many
 * seconds: it holds up nobody else, so there is time for a lock to be freed or a newer program to come.
 */
const LEAST_TRIES = 5;
const PATIENCE_SECONDS = 10 * 60;

/** So many updates of a chat are taken before others have their turn: whoever floods would never be through. */
const MOST_IN_A_ROW = 20;

/** So long, in milliseconds, a stop waits for tries that are under way; they are made again after the next start. */
const STOP_MS = 1_000;

export interface DeferralDependencies {
  readonly botId: number;
  readonly database: Database;
  readonly intake: Intake;
  readonly log: Logger;
}

/**
 * Keeps updates that could not be taken when Telegram delivered them in the database, so that they may
 * be confirmed and hold up their own chat alone, and takes them from there: each chat in order.
 */
export interface Deferral {
  /** Whether updates of a chat are kept: those that come now belong behind them. */
  has(lane: string): boolean;
  /**
   * Keeps what is left of a batch; once it resolves, all of it may be confirmed. Throws what the
   * database throws: then nothing is kept, as far as is known.
   */
  defer(leftovers: readonly Leftover[]): Promise<void>;
  /** Begins to take what is kept; resolves when it is known of which chats. Never throws. */
  start(): Promise<void>;
  /** Begins nothing more; resolves when nothing is under way, or after a moment. */
  stop(): Promise<void>;
}

export function createDeferral({ botId, database, intake, log }: DeferralDependencies): Deferral {
  /** Chats of which the log says that updates of theirs wait, and not yet that they were taken. */
  const told = new Set<string>();
  let isStopped = false;
  let looking: NodeJS.Timeout | undefined;

  const timetable = createTimetable(async (lane): Promise<Progress> => {
    let progress: Progress = 'stuck';
    for (let taken = 0; taken < MOST_IN_A_ROW && !isStopped; taken++) {
      const claimed = await claimDeferred(database, botId, lane);
      if (claimed === 'none') {
        if (told.delete(lane)) tellThrough(lane);
        return 'through';
      }
      if (claimed === 'elsewhere' || !(await takeClaimed(claimed))) break;
      told.add(lane);
      progress = 'further';
    }
    return progress;
  });

  async function takeClaimed({ id, raw, tries, seconds }: ClaimedUpdate): Promise<boolean> {
    const isOver = tries >= LEAST_TRIES && seconds >= PATIENCE_SECONDS;
    try {
      await inRequest(null, () => intake(raw, { tries, isOver }));
    } catch (error) {
      log.debug({ updateId: id.updateId, tries, err: error }, 'an update still cannot be taken');
      await releaseDeferred(database, id);
      return false;
    }
    await removeDeferred(database, id);
    return true;
  }

  function tellDeferred({ updates: [first], error }: Leftover): void {
    if (told.has(first.lane)) return;
    told.add(first.lane);
    const about = { code: 'update_deferred', updateId: first.id, chat: first.lane, err: error };
    const message = 'an update cannot be taken yet: its chat waits, others do not';
    inRequest(requestIdOf(first.id), () => log.warn(about, message));
  }

  function tellThrough(lane: string): void {
    log.info({ code: 'deferred_taken', chat: lane }, 'the updates of a chat that waited are taken');
  }

  async function look(): Promise<void> {
    let nextMs = LOOK_EVERY_MS;
    try {
      for (const lane of await deferredLanes(database, botId)) {
        if (!timetable.has(lane)) timetable.add(lane, 0);
      }
    } catch (error) {
      nextMs = LOOK_AGAIN_MS;
      const level = isPassingDatabaseError(error) ? 'debug' : 'error';
      log[level]({ err: error }, 'updates that wait could not be looked for');
    }
    if (!isStopped) looking = setTimeout(look, nextMs);
  }

  return {
    has: timetable.has,
    async defer(leftovers) {
      const updates = leftovers.flatMap((left) => left.updates);
      await deferUpdates(
        database,
        botId,
        updates.toSorted((first, second) => first.place - second.place),
      );
      for (const left of leftovers) {
        const { underWay } = left;
        const [{ lane }] = left.updates;
        timetable.add(lane, underWay === undefined ? FIRST_PAUSE_MS : LONGEST_UNDER_WAY_MS);
        tellDeferred(left);
        void underWay?.then(() => timetable.hurry(lane));
      }
    },
    async start() {
      await look();
      timetable.start();
    },
    async stop() {
      isStopped = true;
      clearTimeout(looking);
      await Promise.race([timetable.stop(), pause(STOP_MS, undefined, { ref: false })]);
    },
  };
}
