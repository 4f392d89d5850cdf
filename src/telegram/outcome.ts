import { GrammyError, HttpError } from 'grammy';
import type { ApiError } from 'grammy/types';

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

/** No wait is longer than Telegram itself keeps what is to be answered. Source: Bot API, getUpdates. */
const LONGEST_SECONDS = 24 * 3600;

/**
 * What Telegram's words mean, whatever the number beside them: the first row that fits decides. The
 * Bot API server makes a 400 of most that its own servers say, waits and blocks too, and of an album
 * it quotes what became of one message. Source: tdlib/telegram-bot-api, Client::fail_query_with_error
 * and on_message_send_failed; core.telegram.org/api/errors.
 */
const WORDS: readonly (readonly [words: RegExp, means: Outcome['type']])[] = [
  // These quote what was sent, which may hold any words.
  [/can't parse|bad webhook|wrong HTTP URL/i, 'refused'],
  [/too many requests|retry after \d|(FLOOD|SLOWMODE)(_PREMIUM)?_WAIT_\d|FLOOD_SKIP/i, 'due'],
  [/internal server error|server error|bad gateway|gateway timeout|service unavailable/i, 'due'],
  [/request aborted|timed? ?out|restart|temporar(y|ily)|try again later/i, 'due'],
  [/RPC_(CALL|MCGET)_FAIL|WORKER_BUSY|MSG_WAIT_|INTERDC_|SEND_FAILED|_TIMEOUT\b/, 'due'],
  [/bot was (blocked|kicked)|USER_IS_BLOCKED|YOU_BLOCKED_USER/i, 'gone'],
  [/user is deactivated|(USER|PEER)_DEACTIVATED|DEACTIVATED_BAN/i, 'gone'],
  [/(chat|user) not found|PEER_ID_INVALID|USER_ID_INVALID|CHAT_ID_INVALID/i, 'gone'],
  [/can't (initiate conversation|send messages to bots)|USER_IS_BOT/i, 'gone'],
  [/not a member|group chat was (deleted|upgraded)|CHANNEL_PRIVATE/i, 'gone'],
  [/have no (rights|write access)|CHAT_WRITE_FORBIDDEN|PREMIUM_REQUIRED/i, 'gone'],
];

/** Where the wait stands in the words. */
const WAIT = /retry after (\d+)|_WAIT_(\d+)/i;

/** Reads what a call threw. A network error says nothing of whether the call had its effect. Throws what is not of Telegram. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof HttpError) return due(PAUSE_SECONDS);
  if (!(error instanceof GrammyError)) throw error;
  const { error_code: code, description, parameters } = error;
  const seconds = parameters.retry_after ?? waitIn(description) ?? PAUSE_SECONDS;
  if (parameters.retry_after !== undefined || isPassing(code, description)) return due(seconds);
  switch (WORDS.find(([words]) => words.test(description))?.[1]) {
    case 'due':
      return due(seconds);
    case 'gone':
      return { type: 'gone' };
    case 'refused':
      return { type: 'refused', description };
    default:
      // A 403 is about the chat, and the bot has private chats alone.
      return code === 403 ? { type: 'gone' } : { type: 'refused', description };
  }
}

/** The rest, in seconds, that Telegram wants after a refusal because too much was sent; null: it was refused for another reason. */
export function restAfter({ error_code: code, description, parameters }: ApiError): number | null {
  const isQuoted = WORDS.find(([words]) => words.test(description))?.[1] === 'refused';
  const wait = parameters?.retry_after ?? (isQuoted ? undefined : waitIn(description));
  if (wait === undefined && code !== 429) return null;
  return Math.min(Math.max(wait ?? 1, 1), LONGEST_SECONDS);
}

/** Numbers that say "not now" whatever the words: also the ones that doubt the token, which is found out elsewhere. */
function isPassing(code: number, description: string): boolean {
  const isUnknownMethod = code === 404 && /method not found/i.test(description);
  return code >= 500 || ([401, 404, 408, 409, 420, 429].includes(code) && !isUnknownMethod);
}

function due(seconds: number): Outcome {
  return { type: 'due', seconds: Math.min(Math.max(seconds, 1), LONGEST_SECONDS) };
}

function waitIn(description: string): number | undefined {
  const [, words, constant] = WAIT.exec(description) ?? [];
  const seconds = words ?? constant;
  return seconds === undefined ? undefined : Number(seconds);
}

/**
 * Whether Telegram does not take a file by its id: "temporarily unavailable" stands in the words, but as
 * long as the id is wrong only an upload helps. Source: tdlib/telegram-bot-api; core.telegram.org/api/errors.
 */
export function isAboutFileId(error: unknown): boolean {
  return isRefused(error, /wrong (remote )?file|file_?id|FILE_REFERENCE_/i);
}

/** Whether Telegram does not know the token: it was revoked (401), or never was one (404). */
export function isWrongToken(error: unknown): boolean {
  return error instanceof GrammyError && [401, 404].includes(error.error_code);
}

/** Whether Telegram refused the call for this reason. */
export function isRefused(error: unknown, reason: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && reason.test(error.description);
}
