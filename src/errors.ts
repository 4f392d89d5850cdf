/** What an {@link AppError} may be given beside its code and message. */
export type AppErrorOptions = {
  /** Whether trying the same again may succeed, for what is at fault lies outside it. Default: false. */
  readonly retryable?: boolean;
  /** What lies beneath. It must be free of secrets: it may be logged. */
  readonly cause?: unknown;
};

/**
 * The base of every error that this project throws on purpose.
 *
 * `code` is a stable word in snake_case that machines, screens and logs go by; `message` says to a
 * developer or an operator what happened and what to do. Neither holds a secret or a person's text.
 */
export class AppError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
