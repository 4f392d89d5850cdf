import { Api, type Transformer } from 'grammy';
import type { Gate, Urgency } from './gate/gate.ts';
import { paidFor, throughGate } from './gate/gated-calls.ts';
import { createHttpTransport, type Way } from './http-transport.ts';
import { withoutLostTopic } from './lost-topics.ts';
import { type ObserveCall, observing } from './observed-calls.ts';

/** Milliseconds that one attempt at a call may take, as Telegram needs them: uploads longer, long polling longest. */
const DEADLINES_MS: Readonly<Record<string, number>> = {
  getUpdates: 45_000,
  // A server of one's own in local mode answers when it has the file.
  getFile: 30_000,
  sendPhoto: 30_000,
  sendDocument: 30_000,
  sendMediaGroup: 45_000,
};
const DEADLINE_MS = 10_000;

/**
 * The Bot API of one bot. `root` is where it is served, without a slash at the end; `observe` hears of
 * each attempt at a call. `proxies` are those by which it is reached (absent: by none). `filesDir` is
 * the folder in which a server of one's own keeps its files, absolute (absent: none is read).
 */
export interface TelegramOptions extends Way {
  readonly token: string;
  readonly filesDir?: string;
  readonly observe: ObserveCall;
}

/** A client of the Bot API, for who puts the bot together and calls nobody. */
export type TelegramApi = Api;

/** Who the bot is. */
export type Me = Awaited<ReturnType<Api['getMe']>>;

/** What the calls of a client pass before they are made. */
export interface Sending {
  readonly gate: Gate;
  /** Of all that it sends. */
  readonly urgency: Urgency;
  /** Whether the bot pays Telegram for sending more than 30 messages a second. Source: Bot API, `allow_paid_broadcast`. */
  readonly isPaid: boolean;
}

/**
 * Makes a client of the Bot API. What it sends passes the gate first, and every attempt has a deadline
 * from then on; short waits that Telegram asks for are kept within the call.
 */
export function createTelegramApi(
  options: TelegramOptions,
  { gate, urgency, isPaid }: Sending,
): Api {
  const { token, root, observe } = options;
  const api = new Api(token, { apiRoot: root, fetch: createHttpTransport(options) });
  api.config.use(withDeadline, observing(observe), throughGate(gate, urgency), withoutLostTopic);
  if (isPaid) api.config.use(paidFor);
  return api;
}

/** With a timer of its own: signals made of others cost more than all the rest of a call. */
const withDeadline: Transformer = async (previous, method, payload, signal) => {
  const ending = new AbortController();
  const end = () => ending.abort();
  const deadline = setTimeout(end, DEADLINES_MS[method] ?? DEADLINE_MS);
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end);
  try {
    return await previous(method, payload, ending.signal as typeof signal);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', end);
  }
};
