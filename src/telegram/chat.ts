import type { Recipient } from '../replies/reply.ts';

/** Where something is sent: to a person, and into which topic of the chat with them (null: into none). */
export interface Chat {
  /** In a private chat the chat's id is the person's. */
  readonly id: number;
  readonly topic: number | null;
}

/** The chat that a reply goes to. */
export function chatOf({ personId, topic }: Recipient): Chat {
  return { id: personId, topic: topic ?? null };
}

/** The option of every method that sends which puts what is sent into the chat's topic. Source: Bot API, sendMessage. */
export function inTopic({ topic }: Pick<Chat, 'topic'>): { message_thread_id?: number } {
  return topic === null ? {} : { message_thread_id: topic };
}

/** As a message of a private chat tells it, or a message of it that a person pressed on. Source: Bot API, Message. */
export interface TopicFields {
  readonly message_thread_id?: number | undefined;
  readonly is_topic_message?: boolean | undefined;
}

/** The topic in which a message stands; null where it stands in none. */
export function topicOf(message: TopicFields): number | null {
  return message.is_topic_message === true ? (message.message_thread_id ?? null) : null;
}
