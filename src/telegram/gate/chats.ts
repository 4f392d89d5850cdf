import { createRecent } from '../recent.ts';
import { type Bucket, createBucket, type Limit } from './bucket.ts';

/**
 * One message a second may go on for ever in a chat; a few more are allowed for a moment, and how many
 * is not published. Source: core.telegram.org/bots/faq, "My bot is hitting limits".
 */
const EACH: Limit = { rate: 1, burst: 4 };

/** What a chat gets for a while after Telegram refused a call to it all the same. */
const AFTER_REFUSAL: Limit = { rate: 1, burst: 1 };
const CAREFUL_MS = 60_000;

/** Far more chats than can be written to while one of them still counts. */
const MOST_REMEMBERED = 10_000;

interface Chat {
  bucket: Bucket;
  isCareful: boolean;
  carefulUntil: number;
  heldUntil: number;
  isBusy: boolean;
}

/** The limits of each chat, and which of them are being sent to. */
export interface Chats {
  /** Milliseconds until so many messages may be sent to the chat; null: not before its call under way is over. */
  wait(chatId: number, messages: number, now: number): number | null;
  /** Counts messages as sent to the chat, and keeps others from it until `end`. */
  begin(chatId: number, messages: number, now: number): void;
  end(chatId: number, now: number): void;
  /** For how many seconds more the chat is to be left alone. */
  heldFor(chatId: number, now: number): number;
  /** Leaves the chat alone for so many seconds, and sends it no more than a message a second for a minute then. */
  hold(chatId: number, seconds: number, now: number): void;
}

/** @param isPaced whether a chat's pace is kept before Telegram refuses anything */
export function createChats(isPaced: boolean): Chats {
  const usual = isPaced ? EACH : null;
  const chats = createRecent<number, Chat>(MOST_REMEMBERED);
  const chatOf = (chatId: number, now: number): Chat => {
    const chat = chats.get(chatId, () => ({
      bucket: createBucket(usual, now),
      isCareful: false,
      carefulUntil: 0,
      heldUntil: 0,
      isBusy: false,
    }));
    if (chat.isCareful && chat.carefulUntil <= now) {
      chat.isCareful = false;
      chat.bucket = createBucket(usual, now);
    }
    return chat;
  };
  return {
    wait(chatId, messages, now) {
      const { isBusy, heldUntil, bucket } = chatOf(chatId, now);
      return isBusy ? null : Math.max(heldUntil - now, bucket.wait(messages, now), 0);
    },
    begin(chatId, messages, now) {
      const chat = chatOf(chatId, now);
      chat.isBusy = true;
      chat.bucket.take(messages, now);
    },
    end(chatId, now) {
      chatOf(chatId, now).isBusy = false;
    },
    heldFor: (chatId, now) => Math.max(0, chatOf(chatId, now).heldUntil - now) / 1000,
    hold(chatId, seconds, now) {
      const chat = chatOf(chatId, now);
      chat.heldUntil = Math.max(chat.heldUntil, now + seconds * 1000);
      chat.isCareful = true;
      chat.carefulUntil = chat.heldUntil + CAREFUL_MS;
      chat.bucket = createBucket(AFTER_REFUSAL, chat.heldUntil);
    },
  };
}
