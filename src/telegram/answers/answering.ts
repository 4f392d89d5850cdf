import { isPassingDatabaseError } from '../../database/database-errors.ts';
import { type AddressedReply, recipientSchema } from '../../replies/reply.ts';
import type { TakenReply } from '../../replies/reply-kind.ts';
import { inRequest, requestIdOf } from '../../request.ts';
import type { UpdateId } from '../../updates/take-update.ts';
import {
  type ClaimedUpdate,
  claimUpdates,
  comesAfterAnother,
  keepUpdates,
  letUpdatesGo,
} from '../../updates/waiting-updates.ts';
import { ownUp } from '../own-up.ts';
import { quietly } from '../quietly.ts';
import { createRemembered } from '../remembered.ts';
import { createFeeding } from './feeding.ts';
import { type AnswerDependencies, type Due, giveAnswer } from './give-answer.ts';
import { createHand, type Place } from './hand.ts';

export type AnsweringDependencies = AnswerDependencies;

/** Gives the replies of updates that were taken: so many at a time, the rest waits in the table. */
export interface Answering {
  /**
   * Takes an update with `take`, which is told whether this process has its answer in hand (then it is
   * held in the table, see `HOLD`), and answers it soon if so: after what its chat was promised before,
   * here or by another process. Whichever process has room answers the others, in order.
   *
   * Returns what `take` returns, null when there is nothing to answer, and throws what it throws.
   */
  take(
    id: UpdateId,
    reply: AddressedReply,
    take: (isHeld: boolean) => Promise<TakenReply | null>,
  ): Promise<TakenReply | null>;
  /** Takes up what waits in the table, as far as there is room. Throws what the database throws. */
  takeUp(): Promise<void>;
  /** How many answers are in hand. */
  pending(): number;
  /** Waits for the answers in hand, up to so many milliseconds; then cuts them off and leaves them to whichever process has room. */
  drain(patienceMs: number): Promise<void>;
}

/** So often what is in hand is held anew, in one statement; what was given by then cost none. */
const RENEW_EVERY_MS = 2_000;

/** Far more updates than one process takes while the answer to one of them is under way. */
const REMEMBERED_UPDATES = 10_000;

/** So long, in seconds, an answer is tried again that fails for no reason that Telegram or the database gave. */
const GIVEN_UP_AFTER_SECONDS = 600;

/** Between two tries at such an answer: soon at first, and then so seldom that it fills no log. */
const SOON_SECONDS = 8;
const SELDOM_SECONDS = 60;

export function createAnswering(dependencies: AnsweringDependencies): Answering {
  const { database, log, puttingOff, replies } = dependencies;
  const ending = new AbortController();
  const cutOff: UpdateId[] = [];
  const inOrder = createRemembered<string>(REMEMBERED_UPDATES);
  const hand = createHand(() => feeding.onFree());
  const feeding = createFeeding({
    room: hand.room,
    claim: (most) => inRequest(null, () => claim(most)),
    onError: (error) => logLook(error),
  });
  let renewing: NodeJS.Timeout | undefined;

  /**
   * Does the work for one answer in hand; never throws. What is not given now is no longer in order: the
   * next one of the same person looks whether it still waits.
   */
  async function work(due: Due, after: UpdateId | null): Promise<void> {
    if (!(await give(due, after))) inOrder.forget(nameOf(due.id, due.reply.personId));
  }

  /** Returns whether the answer was given; else it is left to be given later. Never throws. */
  async function give(due: Due, after: UpdateId | null): Promise<boolean> {
    try {
      if (after === null || !(await isBehind(after, due))) {
        return await giveAnswer(dependencies, due, ending.signal);
      }
      await letUpdatesGo(database, [due.id]);
    } catch (error) {
      if (ending.signal.aborted) cutOff.push(due.id);
      else await tryLater(due.id, due.reply, secondsSince(due.takenAt), error);
    }
    return false;
  }

  /** Whether an update of the same person comes first that was never in this hand; where the one before was, all before that one were answered. */
  async function isBehind(after: UpdateId, { id, reply: { personId } }: Due): Promise<boolean> {
    return !inOrder.has(nameOf(after, personId)) && comesAfterAnother(database, id);
  }

  /** Has an answer that failed tried again, or gives it up; never throws. `waited` is in seconds. */
  async function tryLater(
    id: UpdateId,
    payload: unknown,
    waited: number,
    error: unknown,
  ): Promise<void> {
    const isAway = isPassingDatabaseError(error);
    if (!isAway && waited >= GIVEN_UP_AFTER_SECONDS) return giveUp(id, payload, waited, error);
    const about = { updateId: id.updateId, err: error };
    quietly(() => log[isAway ? 'warn' : 'error'](about, 'an answer is tried again later'));
    // What the database kept from being answered is taken up when its hold is over.
    if (isAway) return;
    puttingOff.add({ id, seconds: waited < SELDOM_SECONDS ? SOON_SECONDS : SELDOM_SECONDS });
  }

  /** Counts an answer as given that fails each time, so that it is not tried for ever; never throws. */
  async function giveUp(
    id: UpdateId,
    payload: unknown,
    seconds: number,
    error: unknown,
  ): Promise<void> {
    const about = { updateId: id.updateId, seconds: Math.round(seconds), err: error };
    quietly(() => {
      log.error({ code: 'answer_given_up', ...about }, 'an answer is given up');
    });
    const recipient = recipientSchema.safeParse(payload);
    if (recipient.success) await ownUp(dependencies, recipient.data);
    dependencies.finished.add(id);
  }

  function fill(place: Place, due: Due, after: UpdateId | null): void {
    renewing ??= inRequest(null, () => setInterval(renew, RENEW_EVERY_MS)).unref();
    inOrder.add(nameOf(due.id, due.reply.personId));
    place.fill(due.id, () => inRequest(requestIdOf(due.id.updateId), () => work(due, after)));
  }

  let isRenewing = false;
  function renew(): void {
    const ids = hand.heldFor(RENEW_EVERY_MS);
    if (ids.length === 0 || isRenewing) return;
    isRenewing = true;
    keepUpdates(database, ids)
      .catch(logLook)
      .finally(() => {
        isRenewing = false;
      });
  }

  function logLook(error: unknown): void {
    const level = isPassingDatabaseError(error) ? 'debug' : 'error';
    quietly(() => log[level]({ err: error }, 'answers that wait could not be looked after'));
  }

  async function claim(most: number): Promise<number> {
    const claimed = await claimUpdates(database, most);
    const left: UpdateId[] = [];
    for (const one of claimed) if (!takeInHand(one)) left.push(one.id);
    await letUpdatesGo(database, left);
    return claimed.length - left.length;
  }

  /** Returns false for what there is no place for. */
  function takeInHand({ id, payload, seconds }: ClaimedUpdate): boolean {
    // Its hold was over although this process lives: the database was away.
    if (hand.has(id)) return true;
    let reply: AddressedReply;
    try {
      reply = replies.read(payload);
    } catch (error) {
      // A newer version may have taken it, and its process may be there.
      void tryLater(id, payload, seconds, error);
      return true;
    }
    if (inOrder.has(nameOf(id, reply.personId))) {
      // It was given here, and its hold was over before that was noted: on a starved machine, or with the database away.
      dependencies.finished.add(id);
      return true;
    }
    const place = hand.reserve(reply.personId);
    if (place === null) return false;
    const takenAt = performance.now() - seconds * 1000;
    fill(place, { id, reply, found: null, takenAt }, null);
    return true;
  }

  return {
    async take(id, reply, take) {
      const place = feeding.isBehind() ? null : hand.reserve(reply.personId);
      const taken = await take(place !== null).catch((error: unknown) => {
        place?.free();
        throw error;
      });
      if (taken === null) place?.free();
      else if (place === null) {
        if (feeding.isBehind() || hand.room() === 0) feeding.leftOne();
      } else {
        const due = { id, reply, found: taken.found ?? null, takenAt: performance.now() };
        fill(place, due, taken.after);
      }
      return taken;
    },
    takeUp: feeding.look,
    pending: hand.size,
    async drain(patienceMs) {
      await feeding.stop();
      const patience = setTimeout(() => ending.abort(), patienceMs);
      await hand.over();
      clearTimeout(patience);
      clearInterval(renewing);
      await letUpdatesGo(database, cutOff).catch(logLook);
    },
  };
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1000;
}

function nameOf({ updateId }: UpdateId, personId: number): string {
  return `${personId}:${updateId}`;
}
