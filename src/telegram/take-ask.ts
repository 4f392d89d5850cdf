import type { Api } from 'grammy';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import type { UpdateId } from '../updates/take-update.ts';
import { answerPress } from './answer-press.ts';
import type { Intent } from './routing.ts';
import { type TakingReplyDependencies, takeReply } from './take-reply.ts';
import type { Update } from './update-schema.ts';

export interface TakingAskDependencies extends TakingReplyDependencies {
  readonly api: Pick<Api, 'answerCallbackQuery'>;
  readonly translatorFor: (languageCode: string | null) => Translator;
  readonly log: Logger;
}

/**
 * Takes the press of a button below a reply, by whomever. What it asks for is answered like any other
 * reply; a button that is forged, or good no more, is answered with one sentence and leaves no trace.
 * Nothing of an admin's session. Throws what the database throws.
 */
export async function takeAsk(
  dependencies: TakingAskDependencies,
  update: Update,
  id: UpdateId,
  { person, topic, reply }: Extract<Intent, { type: 'ask' }>,
): Promise<'taken' | 'duplicate' | 'refused'> {
  const { replies, translatorFor } = dependencies;
  if (reply === 'stale' || (await replies.kindOf(reply).isGood?.(reply)) === false) {
    const text = translatorFor(person.languageCode).plain('press-stale');
    answerPress(dependencies, update, { text });
    return 'refused';
  }
  const taken = await takeReply(dependencies, id, { person, topic, reply });
  answerPress(dependencies, update, {});
  return taken;
}
