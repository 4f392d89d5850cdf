import type { Api } from 'grammy';
import type { Database } from '../database/database.ts';
import { isPassingDatabaseError, sqlState } from '../database/database-errors.ts';
import type { Logger } from '../log.ts';
import type { CommonReply } from '../replies/common-replies.ts';
import type { AddressedReply } from '../replies/reply.ts';
import { putUpdateAside, type UpdateId } from '../updates/take-update.ts';
import { answerPress } from './answer-press.ts';
import type { Answering } from './answers/answering.ts';
import { quietly } from './quietly.ts';
import { type Intent, recipientOf } from './routing.ts';
import type { Update } from './update-schema.ts';

export interface PuttingAsideDependencies {
  readonly api: Pick<Api, 'answerCallbackQuery'>;
  readonly database: Database;
  readonly answering: Pick<Answering, 'take'>;
  readonly log: Logger;
}

/**
 * Notes an update that cannot be taken, so that it is done with, and apologises to who sent it. Nothing
 * that the person wrote or is called goes into the database here: that may be what was at fault. An
 * apology that cannot be noted is logged and given all the same.
 *
 * Throws when the database is away (`isPassingDatabaseError`): then nothing was done.
 */
export async function putAside(
  dependencies: PuttingAsideDependencies,
  id: UpdateId,
  update: Update,
  intent: Intent | null,
): Promise<void> {
  const apology = apologyFor(intent);
  if (apology === null) await noteOrLog(dependencies, id, null, false);
  else {
    await dependencies.answering.take(id, apology, async (isHeld) =>
      (await noteOrLog(dependencies, id, apology, isHeld)) ? { after: null } : null,
    );
  }
  answerPress(dependencies, update, {});
}

/** Whoever waits for an answer gets an apology. */
function apologyFor(intent: Intent | null): AddressedReply<CommonReply> | null {
  if (intent === null || !('person' in intent) || intent.type === 'refuse') return null;
  return { ...recipientOf(intent), reply: { kind: 'failed' } };
}

/** Returns false when the update had been taken before: then it had its effect, and its answer comes. */
async function noteOrLog(
  { database, log }: PuttingAsideDependencies,
  id: UpdateId,
  apology: AddressedReply | null,
  isHeld: boolean,
): Promise<boolean> {
  try {
    return await putUpdateAside(database, id, apology, isHeld);
  } catch (error) {
    if (isPassingDatabaseError(error)) throw error;
    const about = { updateId: id.updateId, sqlState: sqlState(error), err: error };
    quietly(() => {
      log.error({ code: 'apology_not_noted', ...about }, 'an update put aside is not noted');
    });
    return true;
  }
}
