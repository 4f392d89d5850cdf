import type { BotCommand, InlineKeyboardButton, Message } from '@grammyjs/types';
import type { PhoneEvents } from '../../../playground/state/feed.ts';
import type { PhoneView } from '../../../playground/state/phone-view.ts';
import type { Events } from './playground-events.ts';
import { request } from './playground-request.ts';
import { createPhoneWatch, type PressAnswer, type WaitOptions } from './playground-watch.ts';

/** How a test says which message it means: by a part of its text or caption, or by a function. */
export type Wanted = string | RegExp | ((message: Message) => boolean);

/** How a test says which button it means: by a part of its label, or by a function. */
export type WantedButton = string | RegExp | ((button: InlineKeyboardButton) => boolean);

/** How files are sent: as photos by default. */
export interface SendOptions {
  readonly as?: 'photo' | 'document';
  readonly caption?: string;
}

/** A phone in a test's hand. */
export interface Phone {
  /** The person's id, which is the chat's as well. */
  readonly id: number;
  readonly info: PhoneView;
  /** Types a text and sends it; a very long one becomes several messages. */
  send(text: string): Promise<Message>;
  /** Sends a picture or any other file. */
  sendPhoto(
    file: Uint8Array,
    options?: SendOptions & { name?: string; type?: string },
  ): Promise<Message>;
  /** Sends files as one album. */
  sendAlbum(files: Uint8Array[], options?: SendOptions): Promise<Message[]>;
  /** Sends one of the sample photos by its id. */
  sendSample(sample: string, options?: Pick<SendOptions, 'as'>): Promise<Message>;
  /** Sends a message with fields of the test's choice, also forged ones. */
  sendRaw(message: Partial<Message>): Promise<Message>;
  /**
   * Presses a button of the newest message that has it; waits until there is one.
   * @returns the `callback_query_id`
   */
  press(button: WantedButton, options?: WaitOptions): Promise<string>;
  /** Presses with any data at any message, also where there is no such button. */
  pressData(messageId: number, data: string): Promise<string>;
  /** Presses like `press` and waits for what the bot answers to it. */
  pressAndWait(button: WantedButton, options?: WaitOptions): Promise<PressAnswer>;
  /** Opens a link as if it was tapped or scanned. */
  open(url: string): Promise<{ opened: 'start' | 'share' | 'none'; text?: string; url?: string }>;
  /** Reads the QR code in a message's photo or document; null if there is none. */
  scan(message: Message): Promise<string | null>;
  /** What the phone shows, oldest first. */
  messages(): Promise<Message[]>;
  /** The newest message of the bot. @throws if there is none */
  last(): Promise<Message>;
  /** The buttons of the newest message that has some. */
  buttons(): Promise<InlineKeyboardButton[]>;
  /** The commands in the phone's menu. */
  commands(): Promise<BotCommand[]>;
  /**
   * Waits for a message of the bot that came or was edited since this phone last sent or pressed
   * something. The newest one that fits counts.
   */
  waitFor(wanted: Wanted, options?: WaitOptions): Promise<Message>;
  /** Waits for an event of this phone from now on: call it before what makes it happen. */
  waitForEvent<K extends keyof PhoneEvents>(
    name: K,
    fits?: (data: PhoneEvents[K]) => boolean,
    options?: WaitOptions,
  ): Promise<PhoneEvents[K]>;
  /** Blocks the bot, or with `false` lets it write again. */
  block(blocked?: boolean): Promise<void>;
  /** Changes the language of the phone. */
  setLanguage(code: string): Promise<void>;
  /** Clears the chat on the phone. */
  clear(): Promise<void>;
}

/** Makes the handle of a phone that exists in the playground at `url`. */
export function createPhone(options: { url: string; phone: PhoneView; events: Events }): Phone {
  const { url, phone } = options;
  const { id } = phone;
  const path = `/phones/${id}`;
  const watch = createPhoneWatch(options);

  async function act<T>(to: string, body: unknown): Promise<T> {
    watch.restart();
    return await request<T>(url, 'POST', `${path}${to}`, body);
  }

  async function post(body: unknown): Promise<Message[]> {
    return (await act<{ messages: Message[] }>('/messages', body)).messages;
  }

  const showsButton = (button: WantedButton) => (message: Message) =>
    buttonsOf(message).some((each) => isButton(each, button));

  async function pressData(messageId: number, data: string): Promise<string> {
    const body = { message_id: messageId, data };
    return (await act<{ callback_query_id: string }>('/presses', body)).callback_query_id;
  }

  async function press(button: WantedButton, wait?: WaitOptions): Promise<string> {
    const message = await watch.untilShown(showsButton(button), `the button ${button}`, wait);
    const found = buttonsOf(message).find((each) => isButton(each, button));
    if (found === undefined || !('callback_data' in found)) {
      throw new Error(`the button ${button} has no callback data`);
    }
    return await pressData(message.message_id, found.callback_data);
  }

  return {
    id,
    info: phone,
    send: async (text) => first(await post({ text })),
    sendPhoto: async (file, sending = {}) => first(await post(form([file], sending))),
    sendAlbum: (files, sending = {}) => post(form(files, sending)),
    sendRaw: async (raw) => first(await post({ raw })),
    async sendSample(sample, sending = {}) {
      const body = { sample, ...sending };
      return first((await act<{ messages: Message[] }>('/samples', body)).messages);
    },
    press,
    pressData,
    async pressAndWait(button, wait) {
      const pressed = await press(button, wait);
      return await watch.answerTo(pressed, wait);
    },
    open: (link) => act('/open', { url: link }),
    async scan(message) {
      const file_id = message.document?.file_id ?? message.photo?.at(-1)?.file_id;
      return (await request<{ text: string | null }>(url, 'POST', '/scan', { file_id })).text;
    },
    messages: watch.messages,
    async last() {
      const message = (await watch.messages()).findLast(({ from }) => from?.is_bot);
      if (message === undefined) throw new Error('the bot has sent nothing');
      return message;
    },
    async buttons() {
      const messages = await watch.messages();
      return messages.map(buttonsOf).findLast((row) => row.length > 0) ?? [];
    },
    commands: async () =>
      (await request<{ commands: BotCommand[] }>(url, 'GET', `${path}/chat`)).commands,
    waitFor: (wanted, wait) =>
      watch.untilCame((message) => isMessage(message, wanted), String(wanted), wait),
    waitForEvent: watch.event,
    async block(blocked = true) {
      await request(url, 'PATCH', path, { blocked });
    },
    async setLanguage(language_code) {
      await request(url, 'PATCH', path, { language_code });
    },
    async clear() {
      await request(url, 'DELETE', `${path}/chat`);
    },
  };
}

function first(messages: Message[]): Message {
  const [message] = messages;
  if (message === undefined) throw new Error('nothing was sent');
  return message;
}

function form(
  files: Uint8Array[],
  options: SendOptions & { name?: string; type?: string },
): FormData {
  const { as = 'photo', caption = '', name = 'card.jpg', type = 'image/jpeg' } = options;
  const data = new FormData();
  data.set('as', as);
  data.set('caption', caption);
  for (const file of files) data.append('file', new Blob([Uint8Array.from(file)], { type }), name);
  return data;
}

function buttonsOf(message: Message): InlineKeyboardButton[] {
  return message.reply_markup?.inline_keyboard.flat() ?? [];
}

function isButton(button: InlineKeyboardButton, wanted: WantedButton): boolean {
  if (typeof wanted === 'function') return wanted(button);
  return typeof wanted === 'string' ? button.text.includes(wanted) : wanted.test(button.text);
}

function isMessage(message: Message, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(message);
  const text = message.text ?? message.caption ?? '';
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}
