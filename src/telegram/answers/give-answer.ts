import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import type { Faults } from '../../faults.ts';
import type { Translator } from '../../locales/translator.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Replies } from '../../replies/replies.ts';
import type { AddressedReply } from '../../replies/reply.ts';
import type { FinishedUpdates } from '../../updates/finish-updates.ts';
import type { Gathered } from '../../updates/gathered.ts';
import type { UpdateId } from '../../updates/take-update.ts';
import type { PutOff } from '../../updates/waiting-updates.ts';
import { chatOf } from '../chat.ts';
import { outcomeOf } from '../outcome.ts';
import { noteUnreachable, ownUp } from '../own-up.ts';
import { quietly } from '../quietly.ts';
import { type MessageDependencies, sendMessage } from '../send-message.ts';

export interface AnswerDependencies extends MessageDependencies {
  readonly database: Database;
  readonly replies: Replies;
  readonly translatorFor: (languageCode: string | null) => Translator;
  readonly finished: FinishedUpdates;
  /** Puts off what Telegram has no time for. */
  readonly puttingOff: Gathered<PutOff>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
}

/** What is to be answered. */
export interface Due {
  readonly id: UpdateId;
  readonly reply: AddressedReply;
  /** What was found when it was taken; null: not at hand, it is looked up. */
  readonly found: unknown;
  /** A moment of `performance.now()`; it may lie before this process began. */
  readonly takenAt: number;
}

/** A wait of up to so many seconds is kept here, so that the chat's next answer comes after; a longer one is the table's. */
const LONGEST_PAUSE_SECONDS = 5;

/** So often an answer is tried here before it is put off. */
const ATTEMPTS = 3;

/**
 * Answers, again where Telegram has no time or cannot be reached, and notes it; what takes too long is
 * put off. What cannot be mended counts as answered: the person hears that something went wrong, or
 * cannot be reached. Returns whether it was answered; else it was put off. Throws what neither Telegram
 * nor the person is the reason of, and the signal's reason.
 */
export async function giveAnswer(
  dependencies: AnswerDependencies,
  due: Due,
  signal: AbortSignal,
): Promise<boolean> {
  const { finished, puttingOff, log, faults } = dependencies;
  const { id } = due;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    await faults('before-show');
    const outcome = await tryToAnswer(dependencies, due, signal);
    if (outcome.type !== 'due') break;
    const { seconds } = outcome;
    const about = { updateId: id.updateId, seconds, attempt };
    quietly(() => log.warn({ code: 'answer_postponed', ...about }, 'answer must wait'));
    if (attempt === ATTEMPTS || seconds > LONGEST_PAUSE_SECONDS) {
      puttingOff.add({ id, seconds });
      return false;
    }
    await pause(seconds * 1000, undefined, { signal });
  }
  tellAnswered(dependencies, due);
  await faults('before-finish');
  finished.add(id);
  return true;
}

function tellAnswered(
  { log, metrics, replies }: AnswerDependencies,
  { id, reply, takenAt }: Due,
): void {
  const waited = performance.now() - takenAt;
  const { kind } = reply.reply;
  quietly(() => {
    log.info({ updateId: id.updateId, kind, ms: Math.round(waited) }, 'answered');
    const { label } = replies.kindOf(reply.reply);
    metrics.updateAnsweredSeconds.observe({ kind: label }, waited / 1000);
  });
}

async function tryToAnswer(
  dependencies: AnswerDependencies,
  due: Due,
  signal: AbortSignal,
): Promise<{ type: 'answered' } | { type: 'due'; seconds: number }> {
  const { log, faults } = dependencies;
  const { personId } = due.reply;
  try {
    await giveReply(dependencies, due, signal);
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
      await ownUp(dependencies, due.reply);
    }
  }
  return { type: 'answered' };
}

/** Sends what the reply says, unless there is nothing to say any more. */
async function giveReply(
  dependencies: AnswerDependencies,
  { id, reply: addressed, found }: Due,
  signal: AbortSignal,
): Promise<void> {
  const { personId, languageCode, reply } = addressed;
  const to = { id, personId, translator: dependencies.translatorFor(languageCode) };
  const message = await dependencies.replies.kindOf(reply).message(reply, to, found);
  if (message !== null) await sendMessage(dependencies, chatOf(addressed), message, signal);
}
