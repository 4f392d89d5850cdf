import type { BotCommand, Message } from '@grammyjs/types';
import type { PhoneView } from './phone-view.ts';

/** What can happen on a phone, with its data, by the name of the event. */
export interface PhoneEvents {
  message: { phone: number; message: Message };
  edited: { phone: number; message: Message };
  deleted: { phone: number; message_ids: number[] };
  /** `null` when the bot's chat action ended. */
  action: { phone: number; action: string | null };
  commands: { phone: number; commands: BotCommand[] };
  /** What the bot says of itself in an empty chat, in the phone's language; empty when it says nothing. */
  description: { phone: number; description: string };
  answer: { phone: number; callback_query_id: string; text?: string; show_alert: boolean };
  phone: { phone: PhoneView };
}

/** Receives each event with its number, which only rises. */
export type FeedListener = <K extends keyof PhoneEvents>(
  id: number,
  name: K,
  data: PhoneEvents[K],
) => void;

/** What happens on the phones, told to whoever listens. Nothing is kept. */
export interface Feed {
  publish<K extends keyof PhoneEvents>(name: K, data: PhoneEvents[K]): void;
  /** @returns the function that ends the listening */
  listen(listener: FeedListener): () => void;
}

/** Makes a feed without listeners. */
export function createFeed(): Feed {
  const listeners = new Set<FeedListener>();
  let id = 0;
  return {
    publish(name, data) {
      id += 1;
      for (const listener of listeners) listener(id, name, data);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
