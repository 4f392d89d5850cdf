// @ts-check
/** @typedef {ReturnType<typeof createPresses>} Presses */

/** Telegram's apps stop waiting for the answer to a press after some time, and so do we. */
const LONGEST_MS = 15_000;
const REMEMBERED = 50;

/** Matches button presses with their answers; an answer may arrive before the press has its id. */
export function createPresses() {
  /** @type {Map<string, () => void>} */
  const waiting = new Map();
  /** @type {string[]} */
  const answered = [];

  return {
    /** Resolves when the press is answered or the wait is over. @param {string} id @returns {Promise<void>} */
    wait: (id) =>
      new Promise((resolve) => {
        if (answered.includes(id)) return resolve();
        const timer = setTimeout(done, LONGEST_MS);
        function done() {
          clearTimeout(timer);
          waiting.delete(id);
          resolve();
        }
        waiting.set(id, done);
      }),
    /** @param {string} id */
    answer: (id) => {
      answered.push(id);
      if (answered.length > REMEMBERED) answered.shift();
      waiting.get(id)?.();
    },
  };
}
