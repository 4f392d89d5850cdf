import { setTimeout as pause } from 'node:timers/promises';
import type { Transformer } from 'grammy';
import type { ApiError, ApiResponse } from 'grammy/types';
import { restAfter } from '../outcome.ts';
import type { Gate, Sending, Urgency } from './gate.ts';

/** What puts something into a chat or changes what stands there. Source: Bot API, "Available methods". */
const SENDING = /^(?:send(?!ChatAction$)|edit|copy|forward)/;

/** A wait of at most so many seconds is kept within the call; a longer one is for who called to put off. */
const LONGEST_WAIT_SECONDS = 5;

const TRIES = 3;

/**
 * Lets calls that send pass one by one, as the gate allows. Other calls are not counted. A short "too
 * many requests" is waited out and the call made again; while a chat is to be left alone for longer,
 * a call to it is refused as Telegram would, without being made. Nothing else is repeated here: who
 * calls knows what a repeat means.
 */
export function throughGate(gate: Gate, urgency: Urgency): Transformer {
  return async (previous, method, payload, signal) => {
    const sending = SENDING.test(method) ? sendingOf(payload, urgency) : null;
    for (let tries = 1; ; tries++) {
      const rest = sending === null ? 0 : gate.heldFor(sending.chatId);
      if (rest > LONGEST_WAIT_SECONDS) return refusal(Math.ceil(rest));
      const call = () => previous(method, payload, signal);
      const answer = await (sending === null
        ? call()
        : sent(gate, sending, tries > 1, call, signal as AbortSignal | undefined));
      const seconds = answer.ok ? null : restAfter(answer);
      if (seconds === null || seconds > LONGEST_WAIT_SECONDS || tries === TRIES) return answer;
      // What sends is held by the gate for as long.
      if (sending === null)
        await pause(seconds * 1000, undefined, signal && { signal: signal as AbortSignal });
    }
  };
}

/** Makes the call in its turn, and tells the gate what came of it. */
async function sent<T>(
  gate: Gate,
  sending: Sending,
  isRepeat: boolean,
  call: () => Promise<ApiResponse<T>>,
  signal: AbortSignal | undefined,
): Promise<ApiResponse<T>> {
  const leave = await gate.enter(sending, isRepeat, signal);
  try {
    const answer = await call();
    const seconds = answer.ok ? null : restAfter(answer);
    if (seconds !== null) gate.limited(sending.chatId, seconds);
    if (!answer.ok && answer.error_code >= 500) gate.failed(sending.chatId);
    else gate.answered();
    return answer;
  } catch (error) {
    gate.failed(sending.chatId);
    throw error;
  } finally {
    leave();
  }
}

function refusal(seconds: number): ApiError {
  return {
    ok: false,
    error_code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  };
}

/** Null for a call whose chat is not known by a number: the bot writes to none such. */
function sendingOf(payload: object, urgency: Urgency): Sending | null {
  if (!('chat_id' in payload) || typeof payload.chat_id !== 'number') return null;
  const messages = 'media' in payload && Array.isArray(payload.media) ? payload.media.length : 1;
  return { chatId: payload.chat_id, messages, urgency };
}

/** What may be paid for; edits may not. Source: Bot API, `allow_paid_broadcast`. */
const PAID = /^(?:send(?!ChatAction$)|copyMessage$)/;

/** Has Telegram take money for what goes beyond its free 30 messages a second. */
export const paidFor: Transformer = (previous, method, payload, signal) =>
  previous(
    method,
    PAID.test(method) ? { ...payload, allow_paid_broadcast: true } : payload,
    signal,
  );
