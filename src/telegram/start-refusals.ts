import { GrammyError, HttpError } from 'grammy';
import { AppError } from '../errors.ts';
import type { SettingName } from '../settings.ts';
import { NotBotApiError } from './http-transport.ts';
import { isWrongToken, outcomeOf } from './outcome.ts';

/** Answers of a server in between, by their number, that may be others in a moment. Source: RFC 9110. */
const PASSING_STATUSES = [407, 408, 409, 421, 425, 429];

/**
 * Whether a call of the start failed for good: Telegram, or who answers in its place, refuses it as it
 * is, and waiting mends nothing. A token that is not taken is none of these: see `isTokenRevoked`.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (error instanceof HttpError) {
    const { error: cause } = error;
    const status = cause instanceof NotBotApiError ? cause.status : 0;
    return status >= 400 && status < 500 && !PASSING_STATUSES.includes(status);
  }
  if (!(error instanceof GrammyError) || isWrongToken(error)) return false;
  return outcomeOf(error).type !== 'due';
}

/** The setting that a call of the start hangs on. */
const SETTINGS: Readonly<Record<string, SettingName>> = {
  getMe: 'BOT_TOKEN',
  setWebhook: 'WEBHOOK_URL',
};

/** Makes of a refusal the one line that the operator reads: the setting, and Telegram's own words. Throws. */
export function explainRefusedStart(error: unknown): never {
  if (isWrongToken(error)) {
    throw new AppError(
      'token_refused',
      'Telegram does not take BOT_TOKEN: copy it from BotFather again.',
    );
  }
  if (error instanceof HttpError && error.error instanceof NotBotApiError) {
    const { status } = error.error;
    throw new AppError(
      'not_bot_api',
      `TELEGRAM_API_ROOT leads to no Bot API: it answers ${status} and no JSON. Mend the address, or what stands before it.`,
    );
  }
  if (!(error instanceof GrammyError) || !isRefusedForGood(error)) throw error;
  const { method, description } = error;
  const isOfSecret = method === 'setWebhook' && /secret/i.test(description);
  const setting = isOfSecret ? 'WEBHOOK_SECRET' : (SETTINGS[method] ?? 'TELEGRAM_API_ROOT');
  throw new AppError(
    'telegram_refused',
    `Telegram refuses ${setting} (${method}): ${oneLine(description)}`,
  );
}

/** Telegram's words are those of another program: they get one line and no more room than a sentence needs. */
function oneLine(description: string): string {
  return description.replace(/\s+/g, ' ').slice(0, 500);
}
