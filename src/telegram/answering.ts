import type { Logger } from 'pino';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { Faults } from '../faults.ts';
import { type FinishedUpdates, payloadOf, postponeUpdate } from '../services/finish-updates.ts';
import { markBlocked } from '../services/person.ts';
import type { UpdateId } from '../services/take-update.ts';
import type { Verdict } from '../services/verify.ts';
import { giveReply, type ReplyDependencies } from './give-reply.ts';
import { outcomeOf } from './outcome.ts';
import { type AddressedReply, addressedReplySchema } from './reply.ts';

export interface AnsweringDependencies extends ReplyDependencies {
  readonly finished: FinishedUpdates;
  readonly log: Logger;
  readonly faults: Faults;
}

/** Gives the replies of updates that were taken. */
export interface Answering {
  /** Answers an update soon, after what its chat was promised before; never throws. What cannot be answered now stays for the sweep. */
  answerSoon(id: UpdateId, reply: AddressedReply, verdict: Verdict | null): void;
  /** Answers an update that nobody answered, from what was stored with it. */
  answerAgain(id: UpdateId, signal: AbortSignal): Promise<void>;
  /** How many answers are under way. */
  pending(): number;
  /** Waits for the answers under way, up to so many milliseconds; then cuts them off. */
  drain(patienceMs: number): Promise<void>;
}

/** Answers go side by side, but those of one chat in order. */
export function createAnswering(dependencies: AnsweringDependencies): Answering {
  const lanes = new Map<number, Promise<void>>();
  const cutOff = new AbortController();

  return {
    answerSoon(id, reply, verdict) {
      const before = lanes.get(reply.personId) ?? Promise.resolve();
      const lane = before
        .then(() => answer(dependencies, id, reply, verdict, cutOff.signal))
        .catch((error: unknown) => logFailure(dependencies.log, id, error))
        .finally(() => {
          if (lanes.get(reply.personId) === lane) lanes.delete(reply.personId);
        });
      lanes.set(reply.personId, lane);
    },
    async answerAgain(id, signal) {
      const payload = await payloadOf(dependencies.database, id);
      if (payload === null) return;
      const stored = addressedReplySchema.parse(payload);
      await answer(dependencies, id, stored, null, signal);
      await dependencies.finished.flush();
    },
    pending: () => lanes.size,
    async drain(patienceMs) {
      const patience = setTimeout(() => cutOff.abort(), patienceMs);
      await Promise.all(lanes.values());
      clearTimeout(patience);
    },
  };
}

async function answer(
  dependencies: AnsweringDependencies,
  id: UpdateId,
  reply: AddressedReply,
  verdict: Verdict | null,
  signal: AbortSignal,
): Promise<void> {
  const { database, finished, log, faults } = dependencies;
  signal.throwIfAborted();
  await faults('before-show');
  try {
    await giveReply(dependencies, reply, verdict, signal);
    await faults('after-show');
  } catch (error) {
    signal.throwIfAborted();
    const outcome = outcomeOf(error);
    if (outcome.type === 'due') {
      log.warn({ updateId: id.updateId, seconds: outcome.seconds }, 'answer must wait');
      await postponeUpdate(database, id, outcome.seconds);
      return;
    }
    if (outcome.type === 'gone') await markBlocked(database, reply.personId);
    else
      log.error(
        { updateId: id.updateId, reason: outcome.description },
        'Telegram refused an answer',
      );
  }
  await faults('before-finish');
  finished.add(id);
}

function logFailure(log: Logger, id: UpdateId, error: unknown): void {
  const level = isPassingDatabaseError(error) ? 'warn' : 'error';
  log[level]({ updateId: id.updateId, err: error }, 'an answer is left for the sweep');
}
