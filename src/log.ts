import { pino } from 'pino';
import { isColorSupported, prettyFactory } from 'pino-pretty';
import type { LogLevel } from './config.ts';
import { createLogDestination } from './log-destination.ts';
import { loggable } from './loggable.ts';
import { createRedactor } from './redaction.ts';
import { currentRequest } from './request.ts';

/** The logger that every part is given: pino's, so `log.info({ cardId }, 'card registered')`. */
export type Logger = pino.Logger;

/** What `createLogger` needs to know. */
export type LoggerOptions = {
  readonly level: LogLevel;
  /** Lines for people in a terminal instead of JSON. */
  readonly pretty: boolean;
  /** What must never be seen, such as `secretsOf(config)`; bot tokens are found without it. */
  readonly secrets: readonly string[];
  /** Takes each finished line with its line break; what it throws is passed over. Default: the standard output. */
  readonly destination?: { write(line: string): unknown };
  /** Whether readable lines may have colours, where the terminal has them. Default: on the standard output. */
  readonly colours?: boolean;
};

/**
 * Creates the logger: a JSON object a line (`level` as a word, `time` in ISO 8601), or readable
 * lines. What is done for a request bears its `requestId` (see `inRequest`).
 *
 * Nothing secret gets through it: what is passed is reduced to what may be logged (see `loggable`),
 * and the finished line is redacted (see `createRedactor`). Logging never throws: a line that cannot
 * be made, or not be written, is let go (see `createLogDestination`).
 */
export function createLogger(options: LoggerOptions): Logger {
  const { level, pretty, secrets } = options;
  const destination = options.destination ?? createLogDestination(1);
  const redact = createRedactor(secrets);
  const present = createPresenter({
    colours: options.colours ?? options.destination === undefined,
    requests: level === 'debug' || level === 'trace',
  });
  // Redacted before and after: colours touch words, and JSON escapes what they are made of.
  const finish = pretty ? (line: string) => redact(present(redact(line))) : redact;

  const logger = pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: currentRequestField,
      formatters: { level: (label) => ({ level: label }) },
      // Errors have been described by then; pino's own serializer would take all their fields.
      serializers: { err: (value: unknown) => value },
      hooks: {
        logMethod(args, method) {
          method.apply(this, safeArguments(args));
        },
      },
    },
    {
      write: (line: string) => {
        try {
          destination.write(finish(line));
        } catch {
          // Whoever logs has nothing to do with where the log goes.
        }
      },
    },
  );
  return withLoggableBindings(logger);
}

function currentRequestField(): { requestId?: string } {
  const requestId = currentRequest();
  return requestId === null ? {} : { requestId };
}

/** What a child logger is given for all its lines is reduced as well; children pass this on. */
function withLoggableBindings(logger: Logger): Logger {
  const { child } = logger;
  function loggableChild<Level extends string = never>(
    this: Logger,
    bindings: pino.Bindings,
    options?: pino.ChildLoggerOptions<Level>,
  ): pino.Logger<Level> {
    return child.call<Logger, [pino.Bindings, typeof options], pino.Logger<Level>>(
      this,
      fieldsOf(bindings),
      options,
    );
  }
  return Object.assign(logger, { child: loggableChild });
}

/** For people: one line an entry (an error's stack stands below it), and requests only where their calls are told as well. */
function createPresenter({
  colours,
  requests,
}: {
  colours: boolean;
  requests: boolean;
}): (line: string) => string {
  return prettyFactory({
    colorize: colours && isColorSupported,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: requests ? 'pid,hostname' : 'pid,hostname,requestId',
    singleLine: true,
  });
}

type LogArguments = Parameters<pino.LogFn>;

/** What was passed may be anything, also what throws when it is looked at. */
function safeArguments(args: LogArguments): LogArguments {
  try {
    return loggableArguments(args);
  } catch {
    return ['something was to be logged that cannot be read'];
  }
}

/**
 * Where only an error is given, its described message becomes the line's message: pino would take
 * the original one.
 */
function loggableArguments([first, ...others]: LogArguments): LogArguments {
  if (typeof first !== 'object' || first === null) {
    return [loggable(first), ...others.map((other) => loggable(other))] as LogArguments;
  }
  const fields = fieldsOf(first instanceof Error ? { err: first } : first);
  const message = others.length === 0 ? messageOf(fields.err) : [];
  return [fields, ...message, ...others.map((other) => loggable(other))] as LogArguments;
}

function fieldsOf(value: object): Record<string, unknown> {
  const fields = loggable(value);
  return typeof fields === 'object' && fields !== null ? { ...fields } : { value: fields };
}

function messageOf(error: unknown): string[] {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return hasMessage && typeof error.message === 'string' ? [error.message] : [];
}
