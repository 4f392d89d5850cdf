import { decodeCharacters } from './html-characters.ts';
import { HtmlError } from './html-error.ts';

/** A start tag whose end has not come yet. */
export interface OpenTag {
  /** The tag's name in small letters. */
  readonly name: string;
  /** What the tag's attributes say: a link's address, a language, `1` for expandable. */
  readonly argument: string;
  /** Where its content begins in the text without tags. */
  readonly offset: number;
}

const TAGS = new Set(
  'a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote'.split(
    ' ',
  ),
);

/**
 * Parses the start tag at a `<`.
 * @param offset where its content begins in the text without tags
 * @returns the tag and the position behind it
 * @throws HtmlError with TDLib's reason
 */
export function parseStartTag(
  source: string,
  at: number,
  offset: number,
): [tag: OpenTag, next: number] {
  const begin = byteOffset(source, at);
  let position = skip(source, at + 1, /[^\s>]/);
  const name = source.slice(at + 1, position).toLowerCase();
  if (position >= source.length) throw new HtmlError(`Unclosed start tag at byte offset ${begin}`);
  if (!TAGS.has(name)) {
    throw new HtmlError(`Unsupported start tag "${name}" at byte offset ${begin}`);
  }
  let argument = '';
  for (;;) {
    position = skip(source, position, /\s/);
    if (source.charAt(position) === '>') break;
    const [attribute, next] = parseAttribute(source, position, name, begin);
    argument = argumentOf(name, attribute) ?? argument;
    position = next;
  }
  if (name === 'span' && argument !== 'spoiler') {
    throw new HtmlError(`Tag "span" must have class "tg-spoiler" at byte offset ${begin}`);
  }
  return [{ name, argument, offset }, position + 1];
}

/**
 * Checks the end tag at a `</`.
 * @param open the tag it has to end, the innermost one
 * @returns the position behind it
 * @throws HtmlError with TDLib's reason
 */
export function parseEndTag(source: string, at: number, open: OpenTag | undefined): number {
  const begin = byteOffset(source, at);
  if (open === undefined) throw new HtmlError(`Unexpected end tag at byte offset ${begin}`);
  const endOfName = skip(source, at + 2, /[^\s>]/);
  const name = source.slice(at + 2, endOfName).toLowerCase();
  const end = skip(source, endOfName, /\s/);
  if (source.charAt(end) !== '>') {
    throw new HtmlError(`Unclosed end tag at byte offset ${begin}`);
  }
  if (name !== '' && name !== open.name) {
    throw new HtmlError(
      `Unmatched end tag at byte offset ${begin}, expected "</${open.name}>", found "</${name}>"`,
    );
  }
  return end + 1;
}

interface Attribute {
  readonly name: string;
  /** Undefined if the attribute stands alone. */
  readonly value: string | undefined;
}

function parseAttribute(
  source: string,
  at: number,
  tag: string,
  begin: number,
): [attribute: Attribute, next: number] {
  const endOfName = skip(source, at, /[^\s=>/"']/);
  const name = source.slice(at, endOfName);
  if (name === '' && at < source.length) {
    throw new HtmlError(`Empty attribute name in the tag "${tag}" at byte offset ${begin}`);
  }
  const sign = skip(source, endOfName, /\s/);
  if (sign < source.length && source.charAt(sign) !== '=')
    return [{ name, value: undefined }, sign];
  const start = skip(source, sign + 1, /\s/);
  if (start >= source.length) {
    throw new HtmlError(`Unclosed start tag "${tag}" at byte offset ${begin}`);
  }
  const quote = source.charAt(start);
  const [value, next] =
    quote === '"' || quote === "'" ? parseQuoted(source, start) : parseToken(source, start);
  if (next >= source.length) throw new HtmlError(`Unclosed start tag at byte offset ${begin}`);
  return [{ name, value }, next];
}

function parseQuoted(source: string, at: number): [value: string, next: number] {
  const end = source.indexOf(source.charAt(at), at + 1);
  if (end === -1) return ['', source.length];
  return [decodeCharacters(source.slice(at + 1, end)), end + 1];
}

function parseToken(source: string, at: number): [value: string, next: number] {
  const end = skip(source, at, /[a-z0-9.-]/i);
  if (end < source.length && !/[\s>]/.test(source.charAt(end))) {
    throw new HtmlError(`Unexpected end of name token at byte offset ${byteOffset(source, at)}`);
  }
  return [source.slice(at, end).toLowerCase(), end];
}

/** What an attribute means for its tag; undefined if it means nothing. */
function argumentOf(tag: string, { name, value }: Attribute): string | undefined {
  if (tag === 'blockquote' && name === 'expandable') return '1';
  if (value === undefined) return undefined;
  if (tag === 'a' && name === 'href') return value;
  if (tag === 'tg-emoji' && name === 'emoji-id') return value;
  if (tag === 'code' && name === 'class' && value.startsWith('language-')) return value.slice(9);
  if (tag === 'span' && name === 'class' && value.startsWith('tg-')) return value.slice(3);
  return undefined;
}

function skip(source: string, from: number, while_: RegExp): number {
  let position = from;
  while (position < source.length && while_.test(source.charAt(position))) position += 1;
  return position;
}

/** Telegram names places in bytes of UTF-8. */
function byteOffset(source: string, position: number): number {
  return Buffer.byteLength(source.slice(0, position));
}
