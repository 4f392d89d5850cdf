import { cutToUnits } from './graphemes.ts';

/**
 * HTML that is ready to be sent, as opposed to a text that still has to be escaped. An object, so
 * that the two cannot be mistaken for each other, by the compiler or at run time.
 */
export type Html = { readonly html: string };

/** Declares a text to be HTML, such as the result of a translator's `t`. Never a person's text. */
export function html(markup: string): Html {
  return { html: markup };
}

/** Whether a value is ready HTML, made by `html`. */
export function isHtml(value: unknown): value is Html {
  return typeof value === 'object' && value !== null && 'html' in value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/**
 * Escapes a text for Telegram's HTML, within tags and within the double quotes of an attribute.
 *
 * @see https://core.telegram.org/bots/api#html-style
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** A piece of HTML: `raw` as it is written, `text` as it is read (empty for a tag). */
type Token = { readonly raw: string; readonly text: string };

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The most that a message, and the caption of a photo or a file, may hold by its parsed length. Source: Bot API, sendMessage and sendPhoto. */
export const LONGEST_MESSAGE = 4096;
export const LONGEST_CAPTION = 1024;

/** The length that Telegram's limits are about: UTF-16 units after tags and entities have been parsed. */
export function parsedLength(markup: string): number {
  return readText(tokensOf(markup)).length;
}

/**
 * Fits HTML into a limit of Telegram: if its parsed length is above `limit`, it is cut between two
 * characters as a person sees them, never within a tag or an entity, ends with an ellipsis, and
 * the tags that are open there are closed. The result's parsed length is at most `limit`.
 *
 * @param markup well-formed HTML as Telegram takes it
 * @param limit in UTF-16 units; for 0 or less the result is empty
 */
export function fitHtml(markup: string, limit: number): string {
  const tokens = tokensOf(markup);
  const text = readText(tokens);
  if (text.length <= limit) return markup;
  if (limit < 1) return '';
  return beginningOf(tokens, cutToUnits(text, limit - 1).trimEnd().length);
}

/** The first `length` units of text with the tags around them, an ellipsis and the closing tags. */
function beginningOf(tokens: readonly Token[], length: number): string {
  let written = '';
  let left = length;
  const open: string[] = [];
  for (const { raw, text } of tokens) {
    if (text.length > left) {
      written += raw.slice(0, left);
      break;
    }
    const isTag = text === '';
    if (isTag && left === 0 && !raw.startsWith('</')) break;
    if (isTag) track(open, raw);
    written += raw;
    left -= text.length;
  }
  return `${written}…${open.map((name) => `</${name}>`).join('')}`;
}

/** Keeps the names of the open tags, the innermost first. */
function track(open: string[], tag: string): void {
  const name = /^<\/?([^\s>]+)/.exec(tag)?.[1] ?? '';
  if (tag.startsWith('</')) open.shift();
  else open.unshift(name);
}

function readText(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('');
}

function tokensOf(markup: string): Token[] {
  const raws =
    markup.match(/<\/?[a-z][^<>]*>|&(?:#\d+|#x[\da-f]+|amp|lt|gt|quot);|[^<&]+|[<&]/giu) ?? [];
  return raws.map((raw) => ({ raw, text: textOf(raw) }));
}

function textOf(raw: string): string {
  if (raw.length > 1 && raw.startsWith('<')) return '';
  if (raw.length > 1 && raw.startsWith('&')) return characterOf(raw.slice(1, -1).toLowerCase());
  return raw;
}

/** The character of an entity without `&` and `;`. */
function characterOf(entity: string): string {
  const named = NAMED[entity];
  if (named !== undefined) return named;
  const code = entity.startsWith('#x') ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}
