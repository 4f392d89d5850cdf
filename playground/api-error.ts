import type { ResponseParameters } from '@grammyjs/types';

/** A Bot API method's refusal, as Telegram words it. */
export class ApiError extends Error {
  readonly code: number;
  /** The description without its prefix. */
  readonly reason: string;
  readonly parameters: ResponseParameters | undefined;

  /**
   * @param code the HTTP status and `error_code`, 400–599
   * @param description the whole `description`, with its prefix
   */
  constructor(
    code: number,
    description: string,
    more: { reason?: string; parameters?: ResponseParameters } = {},
  ) {
    super(description);
    this.name = 'ApiError';
    this.code = code;
    this.reason = more.reason ?? description;
    this.parameters = more.parameters;
  }
}

/**
 * A 400 for a request that Telegram refuses. The first letter becomes small unless the reason is
 * one of Telegram's constants (BUTTON_DATA_INVALID), as the Bot API server does it.
 */
export function badRequest(reason: string): ApiError {
  return new ApiError(400, `Bad Request: ${asDescription(reason)}`, { reason });
}

/** A 403 for a chat that the bot must not write to. */
export function forbidden(reason: string): ApiError {
  return new ApiError(403, `Forbidden: ${asDescription(reason)}`);
}

/** A 409 for two parties that want the updates. */
export function conflict(reason: string): ApiError {
  return new ApiError(409, `Conflict: ${asDescription(reason)}`);
}

/** A 429: wait `seconds`, then repeat the call. */
export function tooManyRequests(seconds: number): ApiError {
  const description = `Too Many Requests: retry after ${seconds}`;
  return new ApiError(429, description, { parameters: { retry_after: seconds } });
}

/** A 404 for what is not there: an unknown method, a malformed token. */
export function notFound(reason?: string): ApiError {
  return new ApiError(404, reason === undefined ? 'Not Found' : `Not Found: ${reason}`);
}

function asDescription(reason: string): string {
  if (/^.[_A-Z]/.test(reason)) return reason;
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}
