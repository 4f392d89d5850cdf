import type { Api } from 'grammy';
import { type Chat, inTopic } from './chat.ts';

/** How often Telegram is told again what the bot is doing; it shows it for five seconds. Source: Bot API, sendChatAction. */
const REPEAT_MS = 4_500;

/** Reading is over before anybody could see a sign of it; the sign appears only when it is slow. */
const READING_DELAY_MS = 700;

/**
 * Lets an admin see in the chat that an operation is under way, until the returned function is called:
 * one that stores something at once, any other when it is slow. Whether Telegram shows it matters to nobody.
 */
export function showBusy(api: Api, chat: Chat, { storing }: { storing: boolean }): () => void {
  const send = () => {
    const action = storing ? 'upload_photo' : 'typing';
    api.sendChatAction(chat.id, action, inTopic(chat)).catch(() => {});
  };
  let timer = setTimeout(
    () => {
      send();
      timer = setInterval(send, REPEAT_MS);
    },
    storing ? 0 : READING_DELAY_MS,
  );
  return () => clearTimeout(timer);
}
