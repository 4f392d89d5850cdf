import type { InlineKeyboardMarkup, Message } from '@grammyjs/types';
import { badRequest } from '../api-error.ts';
import { unixTime } from '../clock.ts';
import type { MessageContent } from '../state/chats.ts';
import type { World } from '../state/world.ts';
import { messageId, text } from './parameters.ts';
import { replyMarkup } from './reply-markup.ts';

/** The parameters that every method that edits has. */
export const editShape = { chat_id: text, message_id: messageId, reply_markup: replyMarkup };

/** What an edit may replace. The rest of a message stays. */
const REPLACED = [
  'text',
  'entities',
  'link_preview_options',
  'caption',
  'caption_entities',
  'show_caption_above_media',
  'photo',
  'document',
  'has_media_spoiler',
] as const satisfies (keyof Message)[];

/**
 * Puts a new content and keyboard in the place of a message's.
 * @param content the new content; undefined keeps the old one
 * @param keyboard the new keyboard; undefined removes the old one
 * @throws ApiError 400 "message is not modified" if nothing would change
 */
export function edit(
  world: World,
  message: Message,
  change: { content: MessageContent | undefined; keyboard: InlineKeyboardMarkup | undefined },
): Message {
  const { content = pick(message), keyboard } = change;
  const edited: Message = {
    ...omit(message),
    edit_date: unixTime(world.clock),
    ...content,
    ...(keyboard !== undefined && { reply_markup: keyboard }),
  };
  if (fingerprint(edited) === fingerprint(message)) throw badRequest(NOT_MODIFIED);
  world.chats.replace(message.chat.id, edited);
  return edited;
}

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same ' +
  'as a current content and reply markup of the message';

function pick(message: Message): MessageContent {
  return Object.fromEntries(
    REPLACED.flatMap((key) => (key in message ? [[key, message[key]]] : [])),
  );
}

function omit(message: Message): Message {
  const rest = { ...message };
  for (const key of REPLACED) delete rest[key];
  delete rest.reply_markup;
  return rest;
}

function fingerprint(message: Message): string {
  const { photo, document, text, entities, caption, caption_entities, reply_markup } = message;
  return JSON.stringify([
    photo?.map((size) => size.file_unique_id),
    document?.file_unique_id,
    text,
    entities,
    caption,
    caption_entities,
    message.show_caption_above_media,
    message.has_media_spoiler,
    message.link_preview_options,
    reply_markup,
  ]);
}
