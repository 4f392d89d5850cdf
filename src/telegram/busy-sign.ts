import type { Api } from 'grammy';
import type { OperationName } from '../../machines/operations.ts';

/** How often Telegram is told again what the bot is doing; it shows it for five seconds. Source: Bot API, sendChatAction. */
const REPEAT_MS = 4_500;

/** Reading is over before anybody could see a sign of it; the sign appears only when it is slow. */
const READING_DELAY_MS = 700;

const STORING: ReadonlySet<OperationName> = new Set([
  'storeOriginal',
  'storePackaged',
  'registerCard',
]);

/** Lets an admin see in the chat that an operation is under way, until the returned function is called. Whether Telegram shows it matters to nobody. */
export function showBusy(api: Api, adminId: number, child: OperationName): () => void {
  const storing = STORING.has(child);
  const send = () => {
    api.sendChatAction(adminId, storing ? 'upload_photo' : 'typing').catch(() => {});
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
