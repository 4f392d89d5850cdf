import type { Message } from '@grammyjs/types';
import * as z from 'zod';
import { badRequest } from '../../api-error.ts';
import { unixTime } from '../../clock.ts';
import { edit, editShape } from '../edit.ts';
import { inputMediaSchema, mediaContent } from '../input-media.ts';
import { linkPreview, linkPreviewShape } from '../link-preview.ts';
import type { Method } from '../method.ts';
import { flag, json, messageId, parameterParser, text } from '../parameters.ts';
import { chat, ownMessage } from '../recipient.ts';
import { editedKeyboard } from '../reply-markup.ts';
import { captionShape, messageCaption, messageText, textShape } from '../text-parameters.ts';

/** How long a message can be deleted, in seconds (core.telegram.org/bots/api#deletemessage). */
const DELETABLE_FOR = 48 * 60 * 60;

/** Edits are not checked for their length before they reach the server, hence its constants. */
const TEXT_TOO_LONG = 'MESSAGE_TOO_LONG';
const CAPTION_TOO_LONG = 'MEDIA_CAPTION_TOO_LONG';

const parseText = parameterParser({ ...editShape, ...textShape, ...linkPreviewShape });

/** core.telegram.org/bots/api#editmessagetext */
export const editMessageText: Method = (query, { world }) => {
  const given = parseText(query);
  const content = { ...messageText(given, TEXT_TOO_LONG), ...linkPreview(given) };
  const { message } = ownMessage(world, given);
  if (message.text === undefined) throw badRequest('There is no text in the message to edit');
  return edit(world, message, { content, keyboard: editedKeyboard(given.reply_markup) });
};

const parseCaption = parameterParser({
  ...editShape,
  ...captionShape,
  show_caption_above_media: flag,
});

/** core.telegram.org/bots/api#editmessagecaption */
export const editMessageCaption: Method = (query, { world }) => {
  const given = parseCaption(query);
  const caption = messageCaption(given, CAPTION_TOO_LONG);
  const { message } = ownMessage(world, given);
  const { photo, document, has_media_spoiler } = message;
  if (photo === undefined && document === undefined) {
    throw badRequest('There is no caption in the message to edit');
  }
  const content = {
    ...(photo !== undefined && { photo }),
    ...(document !== undefined && { document }),
    ...caption,
    ...(given.show_caption_above_media &&
      photo !== undefined && { show_caption_above_media: true as const }),
    ...(has_media_spoiler && { has_media_spoiler }),
  };
  return edit(world, message, { content, keyboard: editedKeyboard(given.reply_markup) });
};

const parseMedia = parameterParser({
  ...editShape,
  media: json('input media', inputMediaSchema),
});

/** core.telegram.org/bots/api#editmessagemedia, for photos and documents. */
export const editMessageMedia: Method = async (query, { world }) => {
  const given = parseMedia(query);
  if (given.media === undefined) throw badRequest('Parameter "media" is required');
  const keyboard = editedKeyboard(given.reply_markup);
  checkAlbum(ownMessage(world, given).message, given.media.type);
  const content = await mediaContent(world, query, {
    media: given.media,
    captionTooLong: CAPTION_TOO_LONG,
  });
  return edit(world, ownMessage(world, given).message, { content, keyboard });
};

function checkAlbum(message: Message, type: 'photo' | 'document'): void {
  if (message.media_group_id !== undefined && message[type] === undefined) {
    throw badRequest("Can't change media type in the album");
  }
}

const parseKeyboard = parameterParser(editShape);

/** core.telegram.org/bots/api#editmessagereplymarkup */
export const editMessageReplyMarkup: Method = (query, { world }) => {
  const given = parseKeyboard(query);
  const keyboard = editedKeyboard(given.reply_markup);
  return edit(world, ownMessage(world, given).message, { content: undefined, keyboard });
};

const parseOne = parameterParser({ chat_id: text, message_id: messageId });

/** core.telegram.org/bots/api#deletemessage: the bot's own messages and the person's. */
export const deleteMessage: Method = (query, { world }) => {
  const given = parseOne(query);
  if (given.chat_id === '') throw badRequest('Chat identifier is not specified');
  if (given.message_id === 0) throw badRequest('Message identifier is not specified');
  const { id } = chat(world, given.chat_id);
  const message = world.chats.find(id, given.message_id);
  if (message === undefined) throw badRequest('message to delete not found');
  checkAge(message, unixTime(world.clock));
  world.chats.remove(id, [given.message_id]);
  return true;
};

const idsSchema = z
  .array(z.coerce.number({ error: "Can't parse message identifier as a Number" }).int(), {
    error: 'Expected an Array of message identifiers',
  })
  .max(100, { error: 'Too many message identifiers specified' });

const parseMany = parameterParser({
  chat_id: text,
  message_ids: json('message_ids', idsSchema),
});

/** core.telegram.org/bots/api#deletemessages: those that are not there are left out. */
export const deleteMessages: Method = (query, { world }) => {
  const given = parseMany(query);
  const ids = given.message_ids ?? [];
  if (ids.length === 0) throw badRequest('Message identifiers are not specified');
  const { id } = chat(world, given.chat_id);
  for (const each of ids) {
    const message = world.chats.find(id, each);
    if (message !== undefined) checkAge(message, unixTime(world.clock));
  }
  world.chats.remove(id, ids);
  return true;
};

function checkAge({ date }: Message, now: number): void {
  if (now - date > DELETABLE_FOR) throw badRequest("Message can't be deleted for everyone");
}
