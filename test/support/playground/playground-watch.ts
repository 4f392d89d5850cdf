import type { Message } from '@grammyjs/types';
import type { PhoneEvents } from '../../../playground/state/feed.ts';
import type { PhoneView } from '../../../playground/state/phone-view.ts';
import type { Events } from './playground-events.ts';
import { request } from './playground-request.ts';

/** What the bot answered to a press. */
export type PressAnswer = PhoneEvents['answer'];

/** How long to wait for something, in milliseconds; 60,000 by default. */
export interface WaitOptions {
  readonly timeout?: number;
}

/** What a test sees of a phone: the events since the phone last did something. */
export interface PhoneWatch {
  /** Forgets what was seen: the phone does something new. */
  restart(): void;
  /** What the phone shows now, oldest first. */
  messages(): Promise<Message[]>;
  /** Waits for a message of the bot that came or was edited since the restart. */
  untilCame(
    fits: (message: Message) => boolean,
    what: string,
    options?: WaitOptions,
  ): Promise<Message>;
  /** Waits for a message that the phone shows, however old it is. */
  untilShown(
    fits: (message: Message) => boolean,
    what: string,
    options?: WaitOptions,
  ): Promise<Message>;
  /** Waits for the bot's answer to a press. */
  answerTo(callbackQueryId: string, options?: WaitOptions): Promise<PressAnswer>;
  /** Waits for an event from now on. */
  event<K extends keyof PhoneEvents>(
    name: K,
    fits?: (data: PhoneEvents[K]) => boolean,
    options?: WaitOptions,
  ): Promise<PhoneEvents[K]>;
}

const DEFAULT_TIMEOUT = 60_000;

/** Watches a phone through a connection to the events. */
export function createPhoneWatch(options: {
  url: string;
  phone: PhoneView;
  events: Events;
}): PhoneWatch {
  const { url, phone, events } = options;
  let came: Message[] = [];
  let answers: PressAnswer[] = [];

  events.listen(({ name, data }) => {
    if (isForeign(data)) return;
    if (name === 'answer') answers.push(data);
    if (name === 'deleted') {
      came = came.filter(({ message_id }) => !data.message_ids.includes(message_id));
    }
    if ((name === 'message' || name === 'edited') && data.message.from?.is_bot) {
      came = came.filter(({ message_id }) => message_id !== data.message.message_id);
      came.push(data.message);
    }
  });

  function isForeign(data: PhoneEvents[keyof PhoneEvents]): boolean {
    return (typeof data.phone === 'number' ? data.phone : data.phone.id) !== phone.id;
  }

  async function messages(): Promise<Message[]> {
    const path = `/phones/${phone.id}/chat`;
    return (await request<{ messages: Message[] }>(url, 'GET', path)).messages;
  }

  /** Looks once, and again after each event of the phone, until there is something. */
  function until<T>(
    look: () => T | undefined | Promise<T | undefined>,
    what: string,
    { timeout = DEFAULT_TIMEOUT }: WaitOptions = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(async () => {
        end();
        reject(new Error(`waited ${timeout} ms for ${what}; the phone shows:\n${await screen()}`));
      }, timeout);
      const again = () =>
        void Promise.resolve(look()).then((found) => {
          if (found === undefined) return;
          end();
          resolve(found);
        }, fail);
      const stop = events.listen(({ data }) => {
        if (!isForeign(data)) again();
      });
      function end(): void {
        clearTimeout(timer);
        stop();
      }
      function fail(error: unknown): void {
        end();
        reject(error);
      }
      again();
    });
  }

  async function screen(): Promise<string> {
    const shown = await messages().catch(() => []);
    return shown.slice(-6).map(describe).join('\n');
  }

  return {
    restart() {
      came = [];
      answers = [];
    },
    messages,
    untilCame: (fits, what, wait) => until(() => came.findLast(fits), `a message: ${what}`, wait),
    untilShown: (fits, what, wait) =>
      until(async () => (await messages()).findLast(fits), what, wait),
    answerTo: (id, wait) =>
      until(() => answers.find((each) => each.callback_query_id === id), 'an answer', wait),
    event(name, fits = () => true, wait = {}) {
      let found: PhoneEvents[typeof name] | undefined;
      const stop = events.listen((event) => {
        if (event.name === name && !isForeign(event.data) && found === undefined) {
          const data = event.data as PhoneEvents[typeof name];
          if (fits(data)) found = data;
        }
      });
      return until(() => found, `the event ${name}`, wait).finally(stop);
    },
  };
}

function describe(message: Message): string {
  const who = message.from?.is_bot ? 'bot' : 'person';
  const kind = message.photo ? '[photo] ' : message.document ? '[document] ' : '';
  const buttons = (message.reply_markup?.inline_keyboard.flat() ?? []).map(({ text }) => text);
  const keys = buttons.length > 0 ? ` {${buttons.join(' | ')}}` : '';
  return `  ${who}: ${kind}${message.text ?? message.caption ?? ''}${keys}`;
}
