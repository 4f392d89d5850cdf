import { autoRetry } from '@grammyjs/auto-retry';
import { Api, type Transformer } from 'grammy';
import { type ObserveCall, observing } from './observed-calls.ts';

/** Milliseconds that one attempt at a call may take, as Telegram needs them: uploads longer, long polling longest. */
const DEADLINES_MS: Readonly<Record<string, number>> = {
  getUpdates: 45_000,
  sendPhoto: 30_000,
  sendDocument: 30_000,
  sendMediaGroup: 45_000,
};
const DEADLINE_MS = 10_000;

/** "Too many requests" for up to so many seconds is waited out within the call; more becomes a due time. */
const SHORT_WAIT_SECONDS = 3;

/** The Bot API of one bot. `root` is where it is served, without a slash at the end; `observe` hears of each attempt at a call. */
export interface TelegramOptions {
  readonly token: string;
  readonly root: string;
  readonly observe: ObserveCall;
}

/**
 * Makes a client of the Bot API. Every attempt has a deadline; short waits that Telegram asks for are
 * kept within the call, and nothing else is repeated here: who calls knows what a repeat means.
 */
export function createTelegramApi({ token, root, observe }: TelegramOptions): Api {
  const api = new Api(token, { apiRoot: root });
  api.config.use(withDeadline, observing(observe));
  api.config.use(
    autoRetry({
      maxRetryAttempts: 2,
      maxDelaySeconds: SHORT_WAIT_SECONDS,
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    }),
  );
  return api;
}

const withDeadline: Transformer = (previous, method, payload, signal) => {
  const deadline = AbortSignal.timeout(DEADLINES_MS[method] ?? DEADLINE_MS);
  const both = signal === undefined ? deadline : AbortSignal.any([deadline, signal as AbortSignal]);
  return previous(method, payload, both as typeof signal);
};
