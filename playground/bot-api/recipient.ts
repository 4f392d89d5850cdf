import type { Message } from '@grammyjs/types';
import { badRequest, forbidden } from '../api-error.ts';
import type { Person } from '../state/people.ts';
import type { World } from '../state/world.ts';

/**
 * The person of a chat that the bot may write to.
 * @param chatId the parameter `chat_id`
 * @throws ApiError 400 "chat not found" if there is no such chat: also for a person who has not
 *   written yet, whom a bot cannot know; 403 if the person blocked the bot
 */
export function recipient(world: World, chatId: string): Person {
  const person = chat(world, chatId);
  if (person.blocked) throw forbidden('bot was blocked by the user');
  return person;
}

/**
 * Checks the topic of a chat that something is to be sent into.
 * @param topicId the parameter `message_thread_id`; 0 is none
 * @throws ApiError 400 "message thread not found" if nobody has written in it
 */
export function checkTopic(world: World, person: Person, topicId: number): void {
  if (topicId === 0 || world.chats.hasTopic(person.id, topicId)) return;
  throw badRequest('message thread not found');
}

/**
 * The person of a chat that the bot knows, whether or not they blocked it.
 * @throws ApiError 400 "chat not found"
 */
export function chat(world: World, chatId: string): Person {
  if (chatId === '') throw badRequest('chat_id is empty');
  const person = world.people.find(Number(chatId));
  if (person === undefined || !person.started) throw badRequest('chat not found');
  return person;
}

/**
 * A message of the bot that it may edit.
 * @throws ApiError 400 if there is no such message, or if it is the person's
 */
export function ownMessage(
  world: World,
  target: { chat_id: string; message_id: number },
): { person: Person; message: Message } {
  if (target.chat_id === '' && target.message_id === 0) {
    throw badRequest('Message identifier is not specified');
  }
  const person = recipient(world, target.chat_id);
  const message = world.chats.find(person.id, target.message_id);
  if (message === undefined) throw badRequest('message to edit not found');
  if (message.from?.id !== world.bot.id) throw badRequest("Message can't be edited");
  return { person, message };
}
