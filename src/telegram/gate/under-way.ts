/**
 * A call that takes at least so many milliseconds counts once more when it is over, since Telegram may
 * have counted it only then. As many calls as may be made in a second then pass at half the pace at
 * most, so that nobody waits for this.
 */
const LATE_MS = 2_000;

interface CallUnderWay {
  readonly messages: number;
  readonly since: number;
}

/** The calls that are being made. Times are milliseconds of one clock that never goes back. */
export interface UnderWay {
  size(): number;
  /**
   * A call with so many messages is made. The returned function is called when it is over, and returns
   * how many messages are to be counted once more: where the call was late, its own and those of all
   * others that are, since whatever hung goes on at the same moment.
   */
  begin(messages: number, now: number): (now: number) => number;
}

export function createUnderWay(): UnderWay {
  const calls = new Set<CallUnderWay>();
  const counted = new WeakSet<CallUnderWay>();

  function count(late: readonly CallUnderWay[]): number {
    const uncounted = late.filter((one) => !counted.has(one));
    for (const one of uncounted) counted.add(one);
    return uncounted.reduce((sum, { messages }) => sum + messages, 0);
  }
  return {
    size: () => calls.size,
    begin(messages, since) {
      const call = { messages, since };
      calls.add(call);
      return (now) => {
        const isLate = (one: CallUnderWay) => now - one.since >= LATE_MS;
        const late = isLate(call) ? count([...calls].filter(isLate)) : 0;
        calls.delete(call);
        return late;
      };
    },
  };
}
