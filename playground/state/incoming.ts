import { randomBytes } from 'node:crypto';
import type { ChatMember, Message } from '@grammyjs/types';
import { unixTime } from '../clock.ts';
import type { MessageContent } from './chats.ts';
import { asChat, asUser, type Person } from './people.ts';
import { asPhone } from './phone-view.ts';
import type { World } from './world.ts';

/** How long Telegram keeps a message for the bot, in milliseconds (Client.cpp: 24 hours). */
const MESSAGE_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** How long Telegram keeps a press for the bot, in milliseconds (Client.cpp: 150 seconds). */
const PRESS_LIFETIME_MS = 150_000;

/** Sends a person's message to the bot. The first one opens the chat. */
export function sendFromPerson(world: World, person: Person, content: MessageContent): Message {
  const message = world.chats.post('person', startChat(world, person), content);
  pushMessage(world, person, message);
  return message;
}

/**
 * Sends a message with fields of the caller's choice, also forged ones. One that claims another id
 * or chat is only delivered, not kept.
 */
export function sendRaw(world: World, person: Person, raw: Partial<Message>): Message {
  const { message_id, chat, ...content } = raw;
  if (message_id === undefined && chat === undefined) return sendFromPerson(world, person, content);
  startChat(world, person);
  const message: Message = {
    message_id: message_id ?? world.chats.reserveId(),
    from: asUser(person),
    chat: chat ?? asChat(person),
    date: unixTime(world.clock),
    ...content,
  };
  openTopicOf(world, message);
  pushMessage(world, person, message);
  return message;
}

/**
 * Presses a button, with any data. The message may be gone: the bot then gets an inaccessible one.
 * @returns the `callback_query_id`
 */
export function press(world: World, person: Person, messageId: number, data: string): string {
  const id = world.callbacks.open(person.id);
  const chat = asChat(person);
  const message = world.chats.find(person.id, messageId);
  const query = {
    id,
    from: asUser(person),
    message: message ?? { chat, message_id: messageId, date: 0 },
    chat_instance: chatInstance(person),
    data,
  };
  pushPress(world, person.id, query, 'callback_query');
  return id;
}

/** Delivers any update, also a strange one: it passes whatever kinds the bot wants. */
export function sendUpdate(world: World, update: Record<string, unknown>): number | undefined {
  const query = asRecord(update.callback_query);
  const from = asRecord(query?.from)?.id;
  const sender = Object.values(update).map(senderOf).find(Boolean);
  if (sender !== undefined && world.people.find(sender)) {
    world.people.change(sender, { started: true });
  }
  if (query !== undefined && typeof from === 'number') {
    if (typeof query.id === 'string') world.callbacks.open(from, query.id);
    return pushPress(world, from, query, undefined);
  }
  const subject = Object.values(update).map(asRecord).find(Boolean);
  const chat = asRecord(subject?.chat)?.id;
  openTopicOf(world, asRecord(update.message));
  const queue = typeof chat === 'number' ? String(chat) : randomBytes(8).toString('hex');
  return world.updates.push(update, {
    type: undefined,
    lifetimeMs: MESSAGE_LIFETIME_MS,
    queue,
  });
}

/** Blocks the bot or lets it write again; the bot is told, as Telegram does it. */
export function setBlocked(world: World, person: Person, blocked: boolean): Person {
  const changed = world.people.change(person.id, { blocked }) ?? person;
  if (changed.blocked === person.blocked) return changed;
  const user = { ...world.botUser };
  const member: ChatMember = { status: 'member', user };
  const kicked: ChatMember = { status: 'kicked', user, until_date: 0 };
  const change = {
    chat: asChat(changed),
    from: asUser(changed),
    date: unixTime(world.clock),
    old_chat_member: blocked ? member : kicked,
    new_chat_member: blocked ? kicked : member,
  };
  world.updates.push(
    { my_chat_member: change },
    { type: 'my_chat_member', lifetimeMs: MESSAGE_LIFETIME_MS, queue: String(person.id) },
  );
  world.feed.publish('phone', { phone: asPhone(changed) });
  return changed;
}

/** A message that is only delivered opens its topic as well: the bot may answer in it. */
function openTopicOf(world: World, message: object | undefined): void {
  const { chat, message_thread_id: topic } = { ...message } as Partial<Message>;
  if (typeof chat?.id === 'number' && typeof topic === 'number') {
    world.chats.openTopic(chat.id, topic);
  }
}

function startChat(world: World, person: Person): Person {
  if (person.started) return person;
  return world.people.change(person.id, { started: true }) ?? person;
}

function pushMessage(world: World, person: Person, message: Message): void {
  world.updates.push(
    { message },
    { type: 'message', lifetimeMs: MESSAGE_LIFETIME_MS, queue: String(person.id) },
  );
}

/** Presses go through a queue of the person's own, beside that of the chat's messages. */
function pushPress(
  world: World,
  personId: number,
  query: object,
  type: 'callback_query' | undefined,
): number | undefined {
  return world.updates.push(
    { callback_query: query },
    { type, lifetimeMs: PRESS_LIFETIME_MS, queue: `presses of ${personId}` },
  );
}

/** Telegram's id of a chat for games: any number that is the chat's own. */
function chatInstance(person: Person): string {
  return String(person.id * 31 + 7);
}

function senderOf(content: unknown): number | undefined {
  const id = asRecord(asRecord(content)?.from)?.id;
  return typeof id === 'number' ? id : undefined;
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
