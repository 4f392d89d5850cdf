import type { Api } from 'grammy';
import type { Database } from '../database/database.ts';
import type { Translator } from '../locales/translator.ts';
import type { Logger } from '../log.ts';
import type { Recipient } from '../replies/reply.ts';
import { markBlocked } from '../updates/person.ts';
import { chatOf, inTopic } from './chat.ts';
import { quietly } from './quietly.ts';

/**
 * Tells somebody that something went wrong. Never throws: it is the last thing that can be done, and
 * where it fails as well the log says so.
 */
export async function ownUp(
  dependencies: {
    readonly api: Pick<Api, 'sendMessage'>;
    readonly log: Logger;
    readonly translatorFor: (languageCode: string | null) => Translator;
  },
  recipient: Recipient,
): Promise<void> {
  const { api, log, translatorFor } = dependencies;
  try {
    const text = translatorFor(recipient.languageCode).plain('reply-failed');
    await api.sendMessage(recipient.personId, text, inTopic(chatOf(recipient)));
  } catch (error) {
    quietly(() => {
      const about = { personId: recipient.personId, err: error };
      log.warn({ code: 'apology_not_sent', ...about }, 'an apology was not sent');
    });
  }
}

/** Notes that Telegram reaches somebody no more. Never throws: what was meant for them is done with either way. */
export async function noteUnreachable(
  { database, log }: { readonly database: Database; readonly log: Logger },
  personId: number,
): Promise<void> {
  try {
    await markBlocked(database, personId);
  } catch (error) {
    quietly(() => {
      log.warn({ code: 'block_not_noted', personId, err: error }, 'a block was not noted');
    });
  }
}
