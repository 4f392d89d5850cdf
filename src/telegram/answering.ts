import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isPassingDatabaseError } from '../database/database-errors.ts';
import type { Faults } from '../faults.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { inRequest, nameRequest, requestIdOf } from '../request.ts';
import {
  type FinishedUpdates,
  postponeUpdate,
  type WaitingUpdate,
  waitingUpdate,
} from '../services/finish-updates.ts';
import type { UpdateId } from '../services/take-update.ts';
import type { Verdict } from '../services/verdict.ts';
import { createAnswersUnderWay } from './answers-under-way.ts';
import { type Given, giveReply, type ReplyDependencies } from './give-reply.ts';
import { outcomeOf } from './outcome.ts';
import { noteUnreachable, ownUp } from './own-up.ts';
import { quietly } from './quietly.ts';
import { type AddressedReply, addressedReplySchema, recipientSchema } from './reply.ts';
import { createTurns } from './turns.ts';
import { kindOfReply } from './update-metrics.ts';

export interface AnsweringDependencies extends ReplyDependencies {
  readonly finished: FinishedUpdates;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
}

/** Gives the replies of updates that were taken. */
export interface Answering {
  /**
   * Answers an update soon, after what its chat was promised before, here or by another process (`after`
   * is the update of that promise); never throws. What cannot be answered now stays for the sweep.
   */
  answerSoon(
    id: UpdateId,
    reply: AddressedReply,
    given: { verdict: Verdict | null; after: UpdateId | null },
  ): void;
  /**
   * Answers an update that nobody answered, from what was stored with it. Throws what kept it from that,
   * so that it is tried again; after ten minutes of that the person hears that something went wrong.
   */
  answerAgain(id: UpdateId, signal: AbortSignal): Promise<void>;
  /** How many answers are under way. */
  pending(): number;
  /** Waits for the answers under way, up to so many milliseconds; then cuts them off. */
  drain(patienceMs: number): Promise<void>;
}

/** A wait of up to so many seconds is kept here, so that the chat's next answer comes after; a longer one is the sweep's. */
const LONGEST_PAUSE_SECONDS = 5;

/** So often an answer is tried here before it is left for the sweep. */
const ATTEMPTS = 3;

/** So long, in seconds, an answer is tried again that fails for no reason that Telegram or the database gave. */
const GIVEN_UP_AFTER_SECONDS = 600;

/** Answers go side by side, but those of one chat in order. */
export function createAnswering(dependencies: AnsweringDependencies): Answering {
  const { database, finished, log } = dependencies;
  const lanes = new Map<number, Promise<void>>();
  const cutOff = new AbortController();
  const turns = createTurns(database);
  const underWay = createAnswersUnderWay((id, seconds) => {
    inRequest(requestIdOf(id.updateId), () =>
      postponeUpdate(database, id, seconds).catch((error: unknown) => logFailure(log, id, error)),
    );
  });

  return {
    answerSoon(id, reply, { verdict, after }) {
      const takenAt = performance.now();
      turns.take(id, reply.personId);
      const end = underWay.begin(id);
      const before = lanes.get(reply.personId) ?? Promise.resolve();
      const lane = before
        .then(() => turns.waitFor(after, cutOff.signal, reply.personId))
        .then(() => answer(dependencies, { id, takenAt }, reply, { id, verdict }, cutOff.signal))
        .catch((error: unknown) => {
          if (!cutOff.signal.aborted) logFailure(log, id, error);
        })
        .finally(() => {
          end();
          if (lanes.get(reply.personId) === lane) lanes.delete(reply.personId);
        });
      lanes.set(reply.personId, lane);
    },
    async answerAgain(id, signal) {
      nameRequest(requestIdOf(id.updateId));
      const waiting = await waitingUpdate(database, id);
      if (waiting === null) return;
      const end = underWay.begin(id);
      try {
        await answerStored(dependencies, id, waiting, signal);
      } catch (error) {
        if (signal.aborted || isPassingDatabaseError(error)) throw error;
        if (waiting.seconds < GIVEN_UP_AFTER_SECONDS) throw error;
        await giveUp(dependencies, id, waiting, error);
      } finally {
        end();
      }
      await finished.flush();
    },
    pending: () => lanes.size,
    async drain(patienceMs) {
      const patience = setTimeout(() => cutOff.abort(), patienceMs);
      await Promise.all(lanes.values());
      clearTimeout(patience);
      underWay.stop();
    },
  };
}

async function answerStored(
  dependencies: AnsweringDependencies,
  id: UpdateId,
  { payload, seconds }: WaitingUpdate,
  signal: AbortSignal,
): Promise<void> {
  const stored = addressedReplySchema.parse(payload);
  const takenAt = performance.now() - seconds * 1000;
  await answer(dependencies, { id, takenAt }, stored, { id, verdict: null }, signal);
}

/** Counts an answer as given that fails each time, so that it is not tried for ever; never throws. */
async function giveUp(
  dependencies: AnsweringDependencies,
  id: UpdateId,
  { payload, seconds }: WaitingUpdate,
  error: unknown,
): Promise<void> {
  const about = { updateId: id.updateId, seconds: Math.round(seconds), err: error };
  quietly(() => {
    dependencies.log.error({ code: 'answer_given_up', ...about }, 'an answer is given up');
  });
  const recipient = recipientSchema.safeParse(payload);
  if (recipient.success) await ownUp(dependencies, recipient.data);
  dependencies.finished.add(id);
}

/**
 * Answers, again where Telegram has no time or cannot be reached, and notes it; what takes too long
 * is postponed. `takenAt` is a moment of `performance.now()`; it may lie before this process began.
 */
async function answer(
  dependencies: AnsweringDependencies,
  { id, takenAt }: { id: UpdateId; takenAt: number },
  reply: AddressedReply,
  given: Given,
  signal: AbortSignal,
): Promise<void> {
  const { database, finished, log, metrics, faults } = dependencies;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    await faults('before-show');
    const outcome = await tryToAnswer(dependencies, reply, given, signal);
    if (outcome.type !== 'due') break;
    const { seconds } = outcome;
    const about = { updateId: id.updateId, seconds, attempt };
    quietly(() => log.warn({ code: 'answer_postponed', ...about }, 'answer must wait'));
    if (attempt === ATTEMPTS || seconds > LONGEST_PAUSE_SECONDS) {
      return postponeUpdate(database, id, seconds);
    }
    await pause(seconds * 1000, undefined, { signal });
  }
  const waited = performance.now() - takenAt;
  const { kind } = reply.reply;
  quietly(() => {
    log.info({ updateId: id.updateId, kind, ms: Math.round(waited) }, 'answered');
    metrics.updateAnsweredSeconds.observe({ kind: kindOfReply(reply.reply) }, waited / 1000);
  });
  await faults('before-finish');
  finished.add(id);
}

/** Tries once. What cannot be mended counts as answered: the person hears that something went wrong, or cannot be reached. */
async function tryToAnswer(
  dependencies: AnsweringDependencies,
  reply: AddressedReply,
  given: Given,
  signal: AbortSignal,
): Promise<{ type: 'answered' } | { type: 'due'; seconds: number }> {
  const { log, faults } = dependencies;
  const { personId } = reply;
  try {
    await giveReply(dependencies, reply, given, signal);
    await faults('after-show');
  } catch (error) {
    signal.throwIfAborted();
    const outcome = outcomeOf(error);
    if (outcome.type === 'due') return outcome;
    if (outcome.type === 'gone') {
      quietly(() => {
        log.info({ code: 'person_unreachable', personId }, 'answer reaches nobody');
      });
      await noteUnreachable(dependencies, personId);
    } else {
      const reason = outcome.description;
      quietly(() => {
        log.error({ code: 'answer_refused', personId, reason }, 'Telegram refused an answer');
      });
      await ownUp(dependencies, reply);
    }
  }
  return { type: 'answered' };
}

function logFailure(log: Logger, id: UpdateId, error: unknown): void {
  const level = isPassingDatabaseError(error) ? 'warn' : 'error';
  quietly(() =>
    log[level]({ updateId: id.updateId, err: error }, 'an answer is left for the sweep'),
  );
}
