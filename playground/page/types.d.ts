/** Types for the editor and the type check only; the browser never loads this file. */
import type {
  BotCommand,
  InlineKeyboardButton,
  Message,
  MessageEntity,
  PhotoSize,
  User,
} from '@grammyjs/types';
import type { Words } from './words.js';

export type { BotCommand, InlineKeyboardButton, Message, MessageEntity, PhotoSize, User, Words };

/** One person with a phone, as the phone API gives it. */
export interface Phone {
  id: number;
  role: 'admin' | 'customer';
  first_name: string;
  last_name?: string;
  username?: string;
  language_code: string;
  blocked: boolean;
}

/** A sample photo at hand; `name` is for people, `url` shows it where the server offers one. */
export interface Sample {
  id: string;
  name: string;
  url?: string;
}

/** What one phone shows: its messages, oldest first, the commands of its menu, the bot's action and description. */
export interface Chat {
  messages: Message[];
  commands: BotCommand[];
  action: string | null;
  /** What the bot says of itself where there are no messages; empty when it says nothing. */
  description: string;
}

/** What happens outside of a bubble when something in it is used. */
export interface ChatActions {
  readonly words: Words;
  /** Sends a text as this phone's person. */
  sendText(text: string): void;
  /** Presses an inline button; resolves when the bot has answered or the wait is over. */
  press(messageId: number, data: string): Promise<void>;
  openLink(url: string): void;
  copy(text: string): void;
  /** Shows a picture in full size. */
  view(message: Message): void;
  /** Scans a picture with another phone; `source` is the picture on the page. */
  scan(fileId: string, source: HTMLElement): void;
  /** What the scan button says, such as "Scan with Carl’s phone". */
  scanLabel(): string;
  /** The text in a picture's QR code, or null. */
  findCode(fileId: string): Promise<string | null>;
  toast(text: string): void;
}

/** What one phone's person can do. */
export interface PhoneActions extends ChatActions {
  sendFiles(files: File[], urls: string[], kind: 'photo' | 'document', caption: string): void;
  sendSample(id: string): void;
  /** Shows a refusal of the playground as a toast; anything else is thrown on. */
  report(error: unknown): void;
}
