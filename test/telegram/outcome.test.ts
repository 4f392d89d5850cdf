import { GrammyError, HttpError } from 'grammy';
import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/telegram/outcome.ts';

function refusal(error_code: number, description: string, retry_after?: number): GrammyError {
  const parameters = retry_after === undefined ? undefined : { retry_after };
  const answer = { ok: false as const, error_code, description, ...(parameters && { parameters }) };
  return new GrammyError('call failed', answer, 'sendMediaGroup', {});
}

const inAlbum = (words: string) =>
  `Bad Request: failed to send message #1 with the error message "${words}"`;

test.each([
  ['a 429 that says how long', 429, 'Too Many Requests: retry after 8', 8, 8],
  ['a 429 that says so in words alone', 429, 'Too Many Requests: retry after 8', undefined, 8],
  ['a 429 that does not say', 429, 'Too Many Requests', undefined, 2],
  ['a wait in an album', 400, inAlbum('Too Many Requests: retry after 8'), undefined, 8],
  ['a wait in an album, small', 400, inAlbum('too many requests: retry after 31'), undefined, 31],
  ['a wait as Telegram’s own servers write it', 400, 'Bad Request: FLOOD_WAIT_17', undefined, 17],
  ['another of these', 400, inAlbum('FLOOD_PREMIUM_WAIT_5'), undefined, 5],
  ['a chat in slow mode', 400, 'Bad Request: SLOWMODE_WAIT_9', undefined, 9],
  ['a wait beside any number', 403, 'Forbidden: Too Many Requests: retry after 3', undefined, 3],
  ['a wait in the parameters alone', 400, 'Bad Request', 12, 12],
  ['a wait without end', 429, 'Too Many Requests: retry after 99999999999', undefined, 86_400],
  ['a wait of nothing', 429, 'Too Many Requests: retry after 0', 0, 1],
  ['a fault of Telegram', 500, 'Internal Server Error', undefined, 2],
  ['a server that is restarted', 500, 'Internal Server Error: restart', undefined, 2],
  ['a gateway', 502, 'Bad Gateway', undefined, 2],
  ['a fault of Telegram in an album', 400, inAlbum('Internal Server Error'), undefined, 2],
  ['a request cut off in an album', 400, inAlbum('Request aborted'), undefined, 2],
  ['a time-out', 400, 'Bad Request: Timeout', undefined, 2],
  ['a server behind', 400, 'Bad Request: RPC_CALL_FAIL', undefined, 2],
  ['workers that are busy', 400, 'Bad Request: WORKER_BUSY_TOO_LONG_RETRY', undefined, 2],
  ['a token that may be good', 401, 'Unauthorized', undefined, 2],
  ['a server that has lost its bots', 404, 'Not Found', undefined, 2],
  ['a conflict', 409, 'Conflict: terminated by other setWebhook', undefined, 2],
])('%s is waited for', (_, code, description, retryAfter, seconds) => {
  expect(outcomeOf(refusal(code, description, retryAfter))).toEqual({ type: 'due', seconds });
});

test.each([
  [403, 'Forbidden: bot was blocked by the user'],
  [403, 'Forbidden: user is deactivated'],
  [403, "Forbidden: bot can't initiate conversation with a user"],
  [403, "Forbidden: bot can't send messages to bots"],
  [403, 'Forbidden: whatever else a chat may say'],
  [400, 'Bad Request: chat not found'],
  [400, 'Bad Request: private chat not found'],
  [400, 'Bad Request: user not found'],
  [400, 'Bad Request: PEER_ID_INVALID'],
  [400, 'Bad Request: USER_IS_BLOCKED'],
  [400, 'Bad Request: INPUT_USER_DEACTIVATED'],
  [400, 'Bad Request: USER_DEACTIVATED_BAN'],
  [400, 'Bad Request: have no write access to the chat'],
  [400, inAlbum('Forbidden: bot was blocked by the user')],
])('%i "%s": the person is gone', (code, description) => {
  expect(outcomeOf(refusal(code, description))).toEqual({ type: 'gone' });
});

test.each([
  [400, 'Bad Request: message is too long'],
  [400, 'Bad Request: wrong file identifier/HTTP URL specified'],
  [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
  [400, 'Bad Request: group send failed'],
  [400, inAlbum('PHOTO_INVALID_DIMENSIONS')],
  [400, 'Bad Request: can\'t parse entities: unsupported start tag "retry after 8"'],
  [400, 'Bad Request: bad webhook: Connection timed out'],
  [404, 'Not Found: method not found'],
  [413, 'Request Entity Too Large'],
])('%i "%s" is final', (code, description) => {
  expect(outcomeOf(refusal(code, description))).toEqual({ type: 'refused', description });
});

test('a call without an answer is waited for, and what is not of Telegram is thrown on', () => {
  expect(outcomeOf(new HttpError('no answer', new Error('cut')))).toEqual({
    type: 'due',
    seconds: 2,
  });
  const fault = new TypeError('a fault of ours');
  expect(() => outcomeOf(fault)).toThrow(fault);
});
