import type { Message, User } from '@grammyjs/types';
import * as z from 'zod';
import { type Clock, unixTime } from '../clock.ts';
import type { Journal } from '../store/journal.ts';
import type { Feed } from './feed.ts';
import { asChat, asUser, type Person } from './people.ts';

/** A message's content: all but what every message has. */
export type MessageContent = Omit<Partial<Message>, 'message_id' | 'date' | 'chat' | 'from'>;

/** The private chats of the bot and the people. Message ids rise over all chats, as at Telegram. */
export interface Chats {
  /** Adds a message of the person or of the bot. */
  post(author: 'person' | 'bot', person: Person, content: MessageContent): Message;
  /** Takes an id for a message that is delivered but not kept. */
  reserveId(): number;
  find(chatId: number, messageId: number): Message | undefined;
  /** Opens a topic of a chat; a message that stands in one opens it as well. */
  openTopic(chatId: number, topicId: number): void;
  hasTopic(chatId: number, topicId: number): boolean;
  /** Puts an edited message in the place of the one with its id. */
  replace(chatId: number, message: Message): void;
  /** Deletes the messages that are there; the others are left out. */
  remove(chatId: number, messageIds: readonly number[]): void;
  /** What the person sees, oldest first. */
  visible(chatId: number): Message[];
  /** Clears the person's view. The bot can still edit what was there, as at Telegram. */
  clear(chatId: number): void;
}

interface ChatState {
  readonly messages: Map<number, Message>;
  readonly topics: Set<number>;
  /** Messages up to this id were cleared from the person's view. */
  hiddenUpTo: number;
}

/** A chat's oldest messages beyond this many are forgotten, so that memory stays bounded. */
const MAX_MESSAGES = 2_000;

const messageSchema = z.custom<Message>(
  (value) => typeof value === 'object' && value !== null && 'message_id' in value,
);

/** Reads the chats from the journal. */
export function loadChats(options: {
  journal: Journal;
  feed: Feed;
  clock: Clock;
  botUser: User;
}): Chats {
  const { journal, feed, clock, botUser } = options;
  const stored = journal.collection('message', messageSchema);
  const counters = journal.collection('counter', z.number());
  const cleared = journal.collection('cleared', z.number());
  const chats = new Map<number, ChatState>();
  let lastId = counters.entries[0]?.[1] ?? 0;

  function chatOf(chatId: number): ChatState {
    let chat = chats.get(chatId);
    if (chat === undefined) {
      chat = { messages: new Map(), topics: new Set(), hiddenUpTo: 0 };
      chats.set(chatId, chat);
    }
    return chat;
  }

  function reserveId(): number {
    lastId += 1;
    counters.put('message', lastId);
    return lastId;
  }

  function keep(chat: ChatState, message: Message): void {
    chat.messages.set(message.message_id, message);
    if (message.is_topic_message && message.message_thread_id !== undefined) {
      chat.topics.add(message.message_thread_id);
    }
  }

  for (const [, message] of stored.entries) keep(chatOf(message.chat.id), message);
  for (const [id, upTo] of cleared.entries) chatOf(Number(id)).hiddenUpTo = upTo;

  function forgetOldest(chatId: number, chat: ChatState): void {
    const oldest = chat.messages.keys().next().value;
    if (chat.messages.size <= MAX_MESSAGES || oldest === undefined) return;
    chat.messages.delete(oldest);
    stored.remove(`${chatId}:${oldest}`);
  }

  return {
    reserveId,
    post(author, person, content) {
      const message: Message = {
        message_id: reserveId(),
        from: author === 'bot' ? botUser : asUser(person),
        chat: asChat(person),
        date: unixTime(clock),
        ...content,
      };
      const chat = chatOf(person.id);
      keep(chat, message);
      stored.put(`${person.id}:${message.message_id}`, message);
      forgetOldest(person.id, chat);
      feed.publish('message', { phone: person.id, message });
      return message;
    },
    find: (chatId, messageId) => chats.get(chatId)?.messages.get(messageId),
    openTopic: (chatId, topicId) => void chatOf(chatId).topics.add(topicId),
    hasTopic: (chatId, topicId) => chats.get(chatId)?.topics.has(topicId) ?? false,
    replace(chatId, message) {
      const chat = chatOf(chatId);
      chat.messages.set(message.message_id, message);
      stored.put(`${chatId}:${message.message_id}`, message);
      if (message.message_id > chat.hiddenUpTo) {
        feed.publish('edited', { phone: chatId, message });
      }
    },
    remove(chatId, messageIds) {
      const gone = messageIds.filter((id) => chats.get(chatId)?.messages.delete(id));
      for (const id of gone) stored.remove(`${chatId}:${id}`);
      if (gone.length > 0) feed.publish('deleted', { phone: chatId, message_ids: gone });
    },
    visible(chatId) {
      const chat = chats.get(chatId);
      if (chat === undefined) return [];
      return [...chat.messages.values()].filter(({ message_id }) => message_id > chat.hiddenUpTo);
    },
    clear(chatId) {
      const chat = chatOf(chatId);
      const seen = [...chat.messages.keys()].filter((id) => id > chat.hiddenUpTo);
      chat.hiddenUpTo = lastId;
      cleared.put(String(chatId), lastId);
      if (seen.length > 0) feed.publish('deleted', { phone: chatId, message_ids: seen });
    },
  };
}
