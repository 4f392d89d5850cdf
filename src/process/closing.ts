import type { Logger } from '../log.ts';

/** What was opened and is to be closed, the last first. */
export interface Closing {
  /** Notes how to close something that was just opened. */
  add(what: string, close: () => Promise<void>): void;
  /** Closes everything once; a part that cannot be closed is logged and does not keep the others open. */
  closeAll(): Promise<void>;
}

export function createClosing(log: Logger): Closing {
  const opened: { what: string; close: () => Promise<void> }[] = [];
  return {
    add: (what, close) => void opened.push({ what, close }),
    async closeAll() {
      for (let part = opened.pop(); part !== undefined; part = opened.pop()) {
        try {
          await part.close();
        } catch (error) {
          log.warn({ err: error, part: part.what }, 'a part did not close cleanly');
        }
      }
    },
  };
}
