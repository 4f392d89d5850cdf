import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from 'grammy';
import { callSignal } from './call-signal.ts';
import { isWrongToken } from './outcome.ts';

/** Milliseconds between two questions: a server that is restarted, or a proxy, says 401 for a moment. */
const PAUSE_MS = 1_000;

/** So often `getMe` has to say the same before it is believed. */
const QUESTIONS = 2;

/**
 * Finds out whether Telegram really does not know the token, after a call was refused as a stranger's:
 * a single refusal is never believed. Anything but the same refusal, also no answer, means no. Throws
 * the signal's reason.
 */
export async function isTokenRevoked(
  api: Pick<Api, 'getMe'>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let question = 1; ; question++) {
    signal.throwIfAborted();
    try {
      await api.getMe(callSignal(signal));
      return false;
    } catch (error) {
      if (!isWrongToken(error)) return false;
    }
    if (question === QUESTIONS) return true;
    await pause(PAUSE_MS, undefined, { signal });
  }
}
