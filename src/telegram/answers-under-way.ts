import { inRequest } from '../request.ts';
import type { UpdateId } from '../services/take-update.ts';

const LOOK_EVERY_MS = 2_500;

/** Younger answers are not worth a statement: the sweep takes up what is 8 s old. */
const SLOW_AFTER_MS = 2_500;

/** Seconds for which the sweep leaves a slow answer alone, each time; if this process dies, so long at most. */
const KEPT_SECONDS = 10;

/** The updates that this process is answering. */
export interface AnswersUnderWay {
  /** Notes an update until the returned function is called. */
  begin(id: UpdateId): () => void;
  /** Stops keeping the sweep from what is still under way. */
  stop(): void;
}

/**
 * Keeps the sweep from answers that are slow but alive, an upload over a bad line or a chat in which
 * others come first: without it they would be given twice.
 *
 * @param postpone leaves an update to be answered by the sweep no sooner than in so many seconds; never throws
 */
export function createAnswersUnderWay(
  postpone: (id: UpdateId, seconds: number) => void,
): AnswersUnderWay {
  const begun = new Map<UpdateId, number>();
  let timer: NodeJS.Timeout | undefined;

  const keepSlowOnes = () => {
    const before = performance.now() - SLOW_AFTER_MS;
    for (const [id, at] of begun) if (at <= before) postpone(id, KEPT_SECONDS);
  };
  return {
    begin(id) {
      begun.set(id, performance.now());
      timer ??= inRequest(null, () => setInterval(keepSlowOnes, LOOK_EVERY_MS)).unref();
      return () => begun.delete(id);
    },
    stop() {
      clearInterval(timer);
      begun.clear();
    },
  };
}
