import {
  type FluentBundle,
  FluentDateTime,
  type FluentFunction,
  type FluentVariable,
  type Message,
} from '@fluent/bundle';
import { AppError } from '../errors.ts';
import { escapeHtml, type Html, isHtml } from '../text/html.ts';
import type { Locale } from './locale.ts';

/** What may be inserted into a plain text. Numbers and dates are written as the language does. */
export type PlainArgument = string | number | Date;

/** What may be inserted into HTML: a string is a text and gets escaped, `Html` is not. */
export type Argument = PlainArgument | Html;

/**
 * The texts of the bot in one language. A key is `message` or `message.attribute`.
 *
 * Dates are those of UTC: day, month and year, or what the catalogue asks of `DATETIME`.
 */
export type Translator = {
  readonly locale: Locale;
  /**
   * The message as HTML: the catalogue's own text is HTML, and inserted strings are escaped, here
   * and nowhere else. What is already HTML is passed as `html(...)`.
   *
   * @throws TranslationError for an unknown key or a missing argument
   */
  t(key: string, args?: Readonly<Record<string, Argument>>): string;
  /**
   * The message as plain text with nothing escaped, for buttons, commands and answers to presses.
   *
   * @throws TranslationError for an unknown key or a missing argument
   */
  plain(key: string, args?: Readonly<Record<string, PlainArgument>>): string;
};

/** A text was asked for with an unknown key or without one of its arguments: a mistake in the code. */
export class TranslationError extends AppError {
  constructor(locale: Locale, key: string, problem: string) {
    super('translation_failed', `${locale}.ftl, ${key}: ${problem}`);
  }
}

/** The translator on a bundle that holds the catalogue of `locale`. */
export function createTranslatorOf(locale: Locale, bundle: FluentBundle): Translator {
  function format(key: string, args: Record<string, FluentVariable>): string {
    const pattern = patternOf(bundle, key);
    if (pattern === undefined) throw new TranslationError(locale, key, 'there is no such message');
    const errors: Error[] = [];
    const text = bundle.formatPattern(pattern, args, errors);
    if (errors[0] !== undefined) throw new TranslationError(locale, key, errors[0].message);
    return text;
  }
  return {
    locale,
    t: (key, args = {}) => format(key, mapValues(args, toHtmlVariable)),
    plain: (key, args = {}) => format(key, mapValues(args, toVariable)),
  };
}

/** Fluent's function DATETIME: only the given parts of the date, in UTC. */
export const formatDateTime: FluentFunction = ([date], options) => {
  if (!(date instanceof FluentDateTime)) throw new TypeError('DATETIME needs a date');
  return new FluentDateTime(date.toNumber(), {
    timeZone: 'UTC',
    ...mapValues(options, (option) => option.valueOf()),
  });
};

function patternOf(bundle: FluentBundle, key: string): NonNullable<Message['value']> | undefined {
  const [id = '', attribute] = key.split('.', 2);
  const message = bundle.getMessage(id);
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
  return pattern ?? undefined;
}

function toHtmlVariable(argument: Argument): FluentVariable {
  if (isHtml(argument)) return argument.html;
  return typeof argument === 'string' ? escapeHtml(argument) : toVariable(argument);
}

function toVariable(argument: PlainArgument): FluentVariable {
  if (!(argument instanceof Date)) return argument;
  return new FluentDateTime(argument, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

function mapValues<T, R>(
  values: Readonly<Record<string, T>>,
  map: (value: T) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
