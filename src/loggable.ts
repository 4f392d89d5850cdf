/** How deep objects and chains of causes are followed. */
const DEPTH = 5;
const LONGEST_LIST = 50;
const LONGEST_TEXT = 2000;

/** A place in a stack trace; the lines of a message that come before these are left out. */
const FRAME = /^\s+at .*(?::\d+:\d+\)?|\(<anonymous>\)|\(native\)|\(index \d+\))$/;

/** What is logged of an error: enough to find it, nothing that a library packed into it. */
export type ErrorDescription = {
  readonly type: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack: string;
  readonly cause?: unknown;
};

/**
 * Describes an error by type, code, message and stack, and so its causes, five deep. No other field
 * is taken: libraries keep whole calls, updates and query parameters there. What grammY wraps
 * (`HttpError.error`, `BotError.error`) counts as the cause. The stack has only the frames.
 */
export function describeError(error: Error, depth = 0): ErrorDescription {
  const code = 'code' in error ? error.code : undefined;
  const cause =
    error.cause ?? ('error' in error && error.error instanceof Error ? error.error : undefined);
  const frames = (error.stack ?? '').split('\n').filter((line) => FRAME.test(line));
  return {
    type: error.constructor.name || error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: shorten(withoutData(String(error.message), error, code)),
    stack: frames.join('\n'),
    ...(cause === undefined || depth >= DEPTH ? {} : { cause: loggable(cause, depth + 1) }),
  };
}

/**
 * Makes anything fit for the log, and poorer: errors as `describeError` says; of an update only its
 * `update_id`; bytes by their number; instances of classes (entities, contexts, clients, which hold
 * people's texts and secrets) by their class; long texts, long lists and deep objects cut.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shorten(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return shorten(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= DEPTH) return '[…]';
  if (Array.isArray(value))
    return value.slice(0, LONGEST_LIST).map((item) => loggable(item, depth + 1));
  return loggableObject(value, depth);
}

function loggableObject(value: object, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `[${value.constructor?.name ?? 'object'}]`;
  if ('update_id' in value) return { update_id: loggable(value.update_id, DEPTH) };
  const entries = Object.entries(value).map(([key, item]) => [key, loggable(item, depth + 1)]);
  return Object.fromEntries(entries);
}

/** MikroORM appends PostgreSQL's detail to the message, and there a whole row may stand. */
const DETAIL = /\n - detail: .*$/s;

/**
 * Some messages quote the data that they complain of: those that end with PostgreSQL's detail, those
 * of its class 22 ("data exception"), and those of `JSON.parse`. What they quote goes.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function withoutData(message: string, error: Error, code: unknown): string {
  const isDataException = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  const withoutDetail = message.replace(DETAIL, '');
  return isDataException || error instanceof SyntaxError
    ? withoutDetail.replace(/".*"/s, '"…"')
    : withoutDetail;
}

function shorten(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…`.toWellFormed() : text;
}
