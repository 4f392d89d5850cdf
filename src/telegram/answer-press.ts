import type { Api } from 'grammy';
import type { Logger } from '../log.ts';
import type { Update } from './update-schema.ts';

/**
 * Ends the waiting sign on the button whose press the update is, if it is one; never throws. A press
 * that Telegram has forgotten needs no answer, so failures matter to nobody.
 */
export function answerPress(
  { api, log }: { readonly api: Pick<Api, 'answerCallbackQuery'>; readonly log: Logger },
  { callback_query: query }: Pick<Update, 'callback_query'>,
  answer: { text?: string },
): void {
  if (query === undefined) return;
  const call = async () => api.answerCallbackQuery(query.id, answer);
  call().catch((error: unknown) => {
    log.debug({ err: error }, 'a press was not answered');
  });
}
