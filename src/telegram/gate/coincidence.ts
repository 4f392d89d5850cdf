/** Of two chats within so many milliseconds: at the same time. */
const SAME_TIME_MS = 1_000;

/**
 * Notices what happens to two chats at the same time, and so is not about one of them. Is told what
 * happened to which chat at which moment (milliseconds of one clock); returns what it was that happened
 * to another chat at the same time, null when nothing did.
 */
export type Coincidence = (chatId: number, what: number, now: number) => number | null;

export function createCoincidence(): Coincidence {
  let last: { chatId: number; what: number; at: number } | null = null;
  return (chatId, what, at) => {
    const before = last;
    last = { chatId, what, at };
    const isOfAnother = before !== null && before.chatId !== chatId;
    return isOfAnother && at - before.at <= SAME_TIME_MS ? before.what : null;
  };
}
