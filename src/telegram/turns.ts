import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import { isWaiting } from '../services/finish-updates.ts';
import type { UpdateId } from '../services/take-update.ts';
import { createRemembered } from './remembered.ts';

/** Far more updates than one process takes while the answer to one of them is under way. */
const REMEMBERED_UPDATES = 10_000;

const LOOK_EVERY_MS = 100;

/** Longer than the sweep needs to answer what a dead process left. */
const LONGEST_WAIT_SECONDS = 15;

/** Whose turn it is to be answered, where several processes answer one chat. */
export interface Turns {
  /** Notes that this process answers an update, after all that it took before from the same chat. */
  take(id: UpdateId, personId: number): void;
  /**
   * Resolves when an update of the same person is answered that another process took before; at once
   * when this process took it or none is known, and after 15 s in any case, the database away or not.
   * Another person's update of the same number is not waited for. Throws the signal's reason.
   */
  waitFor(before: UpdateId | null, signal: AbortSignal, personId: number): Promise<void>;
}

/** Telegram hands the next message of a chat to another process as soon as the one before was taken, not when it was answered. */
export function createTurns(database: Database): Turns {
  const taken = createRemembered<string>(REMEMBERED_UPDATES);
  const nameOf = ({ updateId }: UpdateId, personId: number) => `${personId}:${updateId}`;
  const isStillWaiting = async (id: UpdateId, personId: number) => {
    try {
      return await isWaiting(database, id, { personId, withinSeconds: LONGEST_WAIT_SECONDS });
    } catch (error) {
      // Whose turn it is cannot be told then, and no answer is given up for that.
      return isPassingDatabaseError(error);
    }
  };
  return {
    take: (id, personId) => taken.add(nameOf(id, personId)),
    async waitFor(before, signal, personId) {
      if (before === null || taken.has(nameOf(before, personId))) return;
      const longest = performance.now() + LONGEST_WAIT_SECONDS * 1000;
      while (performance.now() < longest && (await isStillWaiting(before, personId))) {
        await pause(LOOK_EVERY_MS, undefined, { signal });
      }
    },
  };
}
