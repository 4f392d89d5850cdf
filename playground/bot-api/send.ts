import type { Message } from '@grammyjs/types';
import * as z from 'zod';
import { badRequest } from '../api-error.ts';
import type { MessageContent } from '../state/chats.ts';
import type { World } from '../state/world.ts';
import { flag, json, messageId, text } from './parameters.ts';
import { checkTopic, recipient } from './recipient.ts';
import { inlineKeyboard, type ReplyMarkup, replyMarkup } from './reply-markup.ts';

/** No value fits this type of the library's while optional properties must not be undefined. */
type ReplyMessage = NonNullable<Message['reply_to_message']>;

const replySchema = z.object(
  {
    message_id: z.number({ error: 'Can\'t find field "message_id"' }),
    allow_sending_without_reply: z.boolean().optional(),
  },
  { error: 'Object expected as reply parameters' },
);

/** The parameters that every method that sends has. */
export const sendShape = {
  chat_id: text,
  message_thread_id: messageId,
  reply_markup: replyMarkup,
  reply_parameters: json('reply parameters', replySchema),
  reply_to_message_id: messageId,
  allow_sending_without_reply: flag,
  protect_content: flag,
};

/** How a message is sent. */
export interface SendOptions {
  readonly chat_id: string;
  readonly message_thread_id: number;
  readonly reply_markup?: ReplyMarkup;
  readonly reply_parameters?: z.infer<typeof replySchema> | undefined;
  readonly reply_to_message_id: number;
  readonly allow_sending_without_reply: boolean;
  readonly protect_content: boolean;
}

/**
 * Sends messages of the bot to one chat. They appear together, or none does.
 * @param prepare makes their contents, once it is sure that the chat takes them
 * @throws ApiError as Telegram if the chat, the keyboard or the message to reply to is refused
 */
export async function send(
  world: World,
  options: SendOptions,
  prepare: () => Promise<MessageContent[]> | MessageContent[],
): Promise<Message[]> {
  const keyboard = inlineKeyboard(options.reply_markup);
  checkTopic(world, recipient(world, options.chat_id), options.message_thread_id);
  const reply = repliedMessage(world, options);
  const contents = await prepare();
  const person = recipient(world, options.chat_id);
  world.actions.end(person.id);
  return contents.map((content) =>
    world.chats.post('bot', person, {
      ...content,
      ...topicOf(options),
      ...(reply !== undefined && { reply_to_message: reply as ReplyMessage }),
      ...(options.protect_content && { has_protected_content: true }),
      ...(keyboard !== undefined && { reply_markup: keyboard }),
    }),
  );
}

function topicOf({ message_thread_id }: SendOptions): MessageContent {
  return message_thread_id === 0 ? {} : { message_thread_id, is_topic_message: true };
}

function repliedMessage(world: World, options: SendOptions): Message | undefined {
  const id = options.reply_parameters?.message_id ?? options.reply_to_message_id;
  if (id <= 0) return undefined;
  const message = world.chats.find(Number(options.chat_id), id);
  if (message !== undefined) {
    const { reply_to_message: _nested, ...flat } = message;
    return flat;
  }
  const optional =
    options.reply_parameters?.allow_sending_without_reply ?? options.allow_sending_without_reply;
  if (!optional) throw badRequest('message to be replied not found');
  return undefined;
}
