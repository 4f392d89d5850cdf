import { GrammyError, HttpError } from 'grammy';

/**
 * What a failed call means for who made it.
 * - `due`: not now; try again after so many seconds
 * - `gone`: this person cannot be reached: they blocked the bot, or their account is gone
 * - `refused`: Telegram does not take this request, and never will as it is
 */
export type Outcome =
  | { type: 'due'; seconds: number }
  | { type: 'gone' }
  | { type: 'refused'; description: string };

const PAUSE_SECONDS = 2;

/** Telegram's words for a chat that can no longer be written to. Source: tdlib/telegram-bot-api. */
const GONE =
  /bot was blocked|user is deactivated|chat not found|can't initiate conversation|bot was kicked/i;

/** Reads what a call threw. A network error says nothing of whether the call had its effect. Throws what is not of Telegram. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof HttpError) return { type: 'due', seconds: PAUSE_SECONDS };
  if (!(error instanceof GrammyError)) throw error;
  if (error.error_code === 429) {
    return { type: 'due', seconds: error.parameters.retry_after ?? PAUSE_SECONDS };
  }
  if (error.error_code >= 500 || error.error_code === 401) {
    return { type: 'due', seconds: PAUSE_SECONDS };
  }
  if (GONE.test(error.description)) return { type: 'gone' };
  return { type: 'refused', description: error.description };
}

/** Whether Telegram does not know the token: it was revoked (401), or never was one (404). */
export function isWrongToken(error: unknown): boolean {
  return error instanceof GrammyError && [401, 404].includes(error.error_code);
}

/** Whether Telegram refused the call for this reason. */
export function isRefused(error: unknown, reason: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && reason.test(error.description);
}
