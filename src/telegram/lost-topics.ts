import type { Transformer } from 'grammy';

/** Telegram's words for a topic that was deleted or closed meanwhile. Source: tdlib/telegram-bot-api. */
const LOST =
  /(?:message thread|topic)[ _](?:not[ _]found|is[ _](?:closed|deleted)|deleted|closed|id_invalid)/i;

/** What was asked for in a topic that is gone by now is sent outside of it: better than not at all. */
export const withoutLostTopic: Transformer = async (previous, method, payload, signal) => {
  const answer = await previous(method, payload, signal);
  if (answer.ok || answer.error_code !== 400 || !LOST.test(answer.description)) return answer;
  if (!('message_thread_id' in payload)) return answer;
  const { message_thread_id: _lost, ...rest } = payload;
  return previous(method, rest as typeof payload, signal);
};
