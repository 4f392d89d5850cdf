import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** The presses of buttons that the bot may still answer. */
export interface Callbacks {
  /**
   * Notes a press.
   * @param id a forged press brings its own id
   * @returns the `callback_query_id`
   */
  open(personId: number, id?: string): string;
  /** Who pressed; undefined if the press is unknown, answered or too old. */
  personOf(id: string): number | undefined;
  /** Takes the press out, as it was answered; says who pressed, like `personOf`. */
  take(id: string): number | undefined;
}

/**
 * How long a press may be answered, in milliseconds.
 * Telegram does not document it; bots report refusals from 10 to 20 seconds on.
 */
export const ANSWER_WITHIN_MS = 15_000;

/** Makes the list of presses: in memory, since their time is over before a restart is. */
export function createCallbacks(clock: Clock): Callbacks {
  const open = new Map<string, { personId: number; until: number }>();

  function forgetOld(): void {
    for (const [id, { until }] of open) {
      if (until > clock.now()) return;
      open.delete(id);
    }
  }

  function personOf(id: string): number | undefined {
    const press = open.get(id);
    return press !== undefined && press.until > clock.now() ? press.personId : undefined;
  }

  return {
    open(personId, id = randomBytes(8).readBigUInt64BE().toString()) {
      forgetOld();
      open.set(id, { personId, until: clock.now() + ANSWER_WITHIN_MS });
      return id;
    },
    personOf,
    take(id) {
      const personId = personOf(id);
      open.delete(id);
      return personId;
    },
  };
}
