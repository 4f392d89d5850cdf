import type { Message } from '@grammyjs/types';
import { connectEvents } from '../playground/playground-events.ts';
import { request } from '../playground/playground-request.ts';

/** One of many people with a phone; looks only at what came since they wrote last. */
export interface CrowdPerson {
  readonly id: number;
  /** How many updates they made for the bot. */
  written(): number;
  /** Writes a text. */
  send(text: string): Promise<void>;
  sendPhoto(jpeg: Uint8Array): Promise<void>;
  /** Opens a link; what came before is looked at as well when `follows`. */
  open(link: string, options?: { follows: boolean }): Promise<void>;
  /** Waits for a message of the bot that came, or was edited, since the person wrote. */
  until(fits: (message: Message) => boolean, what: string): Promise<Message>;
  /** What came since, in order; an edited message stands where it came. */
  came(): readonly Message[];
}

/** Many people on one playground, all told of their messages through one connection. */
export interface Crowd {
  readonly people: readonly CrowdPerson[];
  /** Calls back for each message that the bot sends or edits. */
  onMessage(listener: (personId: number, message: Message) => void): void;
  close(): void;
}

/** What a killed process leaves is taken over after about 12 s, and a busy machine is slow. */
const PATIENCE_MS = 150_000;

interface Inbox {
  came: Map<number, Message>;
  look: () => void;
}

/** Makes so many phones in the playground at `url`. */
export async function createCrowd(url: string, count: number): Promise<Crowd> {
  const events = await connectEvents(url);
  const inboxes = new Map<number, Inbox>();
  const listeners: ((personId: number, message: Message) => void)[] = [];
  events.listen(({ name, data }) => {
    if (name !== 'message' && name !== 'edited') return;
    const inbox = inboxes.get(data.phone);
    if (inbox === undefined || !data.message.from?.is_bot) return;
    inbox.came.set(data.message.message_id, data.message);
    for (const listener of listeners) listener(data.phone, data.message);
    inbox.look();
  });

  const people: CrowdPerson[] = [];
  await eachOf(Array.from({ length: count }).keys(), 16, async () => {
    const person = { role: 'customer', language_code: 'en' };
    const { id } = await request<{ id: number }>(url, 'POST', '/phones', person);
    const inbox: Inbox = { came: new Map(), look: () => {} };
    inboxes.set(id, inbox);
    people.push(createPerson(url, id, inbox));
  });
  return {
    people,
    onMessage: (listener) => void listeners.push(listener),
    close: () => events.close(),
  };
}

function createPerson(url: string, id: number, inbox: Inbox): CrowdPerson {
  let written = 0;
  const act = async (path: string, body: unknown, follows = false) => {
    if (!follows) inbox.came = new Map();
    written += 1;
    await request(url, 'POST', `/phones/${id}${path}`, body);
  };
  return {
    id,
    written: () => written,
    send: (text) => act('/messages', { text }),
    sendPhoto(jpeg) {
      const form = new FormData();
      form.set('as', 'photo');
      form.set('caption', '');
      const blob = new Blob([Uint8Array.from(jpeg)], { type: 'image/jpeg' });
      form.append('file', blob, 'card.jpg');
      return act('/messages', form);
    },
    open: (link, { follows } = { follows: false }) => act('/open', { url: link }, follows),
    came: () => [...inbox.came.values()],
    until: (fits, what) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          const texts = [...inbox.came.values()].map(({ text, caption }) => text ?? caption);
          reject(new Error(`${id} waited for ${what}; there came: ${texts.join(' | ')}`));
        }, PATIENCE_MS);
        inbox.look = () => {
          const found = [...inbox.came.values()].findLast(fits);
          if (found === undefined) return;
          clearTimeout(timer);
          inbox.look = () => {};
          resolve(found);
        };
        inbox.look();
      }),
  };
}

/** Does something with each, so many at a time. */
export async function eachOf<T>(
  all: Iterable<T>,
  atATime: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all[Symbol.iterator]();
  const lane = async () => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}
