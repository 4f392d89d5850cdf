import type { Api } from 'grammy';
import type { Database } from '../database/database.ts';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import type { CommonReply } from '../replies/common-replies.ts';
import type { Replies } from '../replies/replies.ts';
import type { AddressedReply } from '../replies/reply.ts';
import { takeToTell } from '../updates/slow-down.ts';
import type { UpdateId } from '../updates/take-update.ts';
import { answerPress } from './answer-press.ts';
import type { FloodGuard } from './flood-guard.ts';
import { type Intent, recipientOf } from './routing.ts';
import type { UpdateOutcome } from './update-metrics.ts';
import type { Update } from './update-schema.ts';

export interface FloodDependencies {
  readonly api: Pick<Api, 'answerCallbackQuery'>;
  readonly database: Database;
  readonly replies: Pick<Replies, 'kindOf'>;
  readonly guard: FloodGuard;
  readonly translatorFor: (languageCode: string | null) => Translator;
  readonly log: Logger;
}

/** What anybody may ask for, and so may ask for too often. */
export type OpenIntent = Extract<Intent, { type: 'reply' | 'ask' | 'refuse' }>;

/**
 * Takes an update unless its person floods: then they are told once, and after that nothing is said. Of
 * what they send then, only a reply that can be put off costs the database a statement, since it is given
 * when they have calmed down; no row is kept of anything else, so that it may be answered should it be
 * delivered again.
 *
 * What they are told goes behind the answers that wait for them in the table.
 *
 * Throws what `take` and the database throw; then the update does not count.
 *
 * @param take does what the update asks for
 */
export async function takeUnlessFlooding(
  dependencies: FloodDependencies,
  { id, update, intent }: { id: UpdateId; update: Update; intent: OpenIntent },
  take: () => UpdateOutcome | Promise<UpdateOutcome>,
): Promise<UpdateOutcome> {
  const { guard } = dependencies;
  const personId = intent.person.id;
  const judged = guard.judge(personId);
  if (judged === 'answer') {
    try {
      const outcome = await take();
      if (outcome === 'duplicate') guard.takeBack(personId);
      return outcome;
    } catch (error) {
      guard.takeBack(personId);
      throw error;
    }
  }
  const mayTell = judged === 'tell';
  let isTold = false;
  try {
    isTold = await takeSilently(dependencies, { id, update, intent }, mayTell);
  } finally {
    if (mayTell && !isTold) guard.notTold(personId);
  }
  return 'silenced';
}

/** Returns whether the person was told, now or by another process; false also where that was not to be. */
async function takeSilently(
  dependencies: FloodDependencies,
  { id, update, intent }: { id: UpdateId; update: Update; intent: OpenIntent },
  mayTell: boolean,
): Promise<boolean> {
  const { database, replies, translatorFor } = dependencies;
  const { person } = intent;
  if (intent.type !== 'reply') {
    // Left without an answer, a button shows for a while that it waits: all that a flood of presses gets.
    if (mayTell) {
      answerPress(dependencies, update, {
        text: translatorFor(person.languageCode).plain('slow-down'),
      });
    }
    return mayTell;
  }
  const recipient = recipientOf(intent);
  const notice: AddressedReply<CommonReply> = { ...recipient, reply: { kind: 'slow_down' } };
  const kind = replies.kindOf(intent.reply);
  if (kind.putOff !== undefined) {
    const asked = { id, person, addressed: { ...recipient, reply: intent.reply } };
    return kind.putOff(asked, mayTell ? notice : null);
  }
  if (!mayTell) return false;
  await takeToTell(database, id, { personId: person.id, payload: notice });
  return true;
}
