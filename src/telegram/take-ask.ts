import type { Api } from 'grammy';
import type { Database } from '../database/database.ts';
import type { Faults } from '../faults.ts';
import { lookUpCard } from '../features/verification/verdict.ts';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import { takeUpdate, type UpdateId } from '../updates/take-update.ts';
import { answerPress } from './answer-press.ts';
import type { Answering } from './answers/answering.ts';
import { type Intent, recipientOf } from './routing.ts';
import type { Update } from './update-schema.ts';

export interface TakingAskDependencies {
  readonly api: Pick<Api, 'answerCallbackQuery'>;
  readonly database: Database;
  readonly answering: Pick<Answering, 'take'>;
  readonly translatorFor: (languageCode: string | null) => Translator;
  readonly faults: Faults;
  readonly log: Logger;
}

/**
 * Takes the press of a button below a verdict, by whomever. What it asks for is answered like any other
 * reply; a button that is forged, or whose card is gone or was switched off since, is answered with one
 * sentence and leaves no trace. Never a check, and nothing of an admin's session. Throws what the
 * database throws.
 */
export async function takeAsk(
  dependencies: TakingAskDependencies,
  update: Update,
  id: UpdateId,
  intent: Extract<Intent, { type: 'ask' }>,
): Promise<'taken' | 'duplicate' | 'refused'> {
  const { person, ask } = intent;
  const { database, answering, faults, translatorFor } = dependencies;
  const card = ask === 'stale' ? null : await lookUpCard(database, ask.cardId);
  if (ask === 'stale' || card?.status !== 'active') {
    const text = translatorFor(person.languageCode).plain('press-stale');
    answerPress(dependencies, update, { text });
    return 'refused';
  }
  const reply = { kind: ask.ask, cardId: ask.cardId };
  const addressed = { ...recipientOf(intent), reply };
  await faults('before-take-commit');
  const taken = await answering.take(id, addressed, async (isHeld) => {
    const found = await takeUpdate(database, id, person, addressed, isHeld);
    await faults('after-take');
    return found;
  });
  answerPress(dependencies, update, {});
  return taken === null ? 'duplicate' : 'taken';
}
