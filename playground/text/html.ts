import type { MessageEntity } from '@grammyjs/types';
import { decodeCharacter } from './html-characters.ts';
import { HtmlError } from './html-error.ts';
import { type OpenTag, parseEndTag, parseStartTag } from './html-tags.ts';
import { checkedLink, userIdOfLink } from './links.ts';

/** A text and what is special in it; offsets and lengths in UTF-16 units. */
export interface FormattedText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

const SIMPLE_TAGS: Record<string, MessageEntity.CommonMessageEntity['type']> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
};

/**
 * Parses a text in the HTML of the Bot API (core.telegram.org/bots/api#html-style).
 * The rules and the words of the errors are those of TDLib's `parse_html`; `tg-time` is read but
 * makes no entity.
 * @returns the text without tags, not trimmed yet, and the entities in the order of their ends
 * @throws HtmlError with TDLib's reason
 */
export function parseHtml(source: string): FormattedText {
  const open: OpenTag[] = [];
  const found: Found = { entities: [], languages: new Map() };
  let text = '';
  let position = 0;
  while (position < source.length) {
    const character = source.charAt(position);
    if (character === '&') {
      const [decoded, next] = decodeCharacter(source, position);
      text += decoded;
      position = next;
    } else if (character !== '<') {
      const next = nextSpecial(source, position);
      text += source.slice(position, next);
      position = next;
    } else if (source.charAt(position + 1) === '/') {
      const tag = open.at(-1);
      position = parseEndTag(source, position, tag);
      open.pop();
      if (tag !== undefined) closeTag(tag, text, found);
    } else {
      const [tag, next] = parseStartTag(source, position, text.length);
      open.push(tag);
      position = next;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) {
    throw new HtmlError(`Can't find end tag corresponding to start tag "${left.name}"`);
  }
  return { text, entities: found.entities };
}

function nextSpecial(source: string, from: number): number {
  let position = from;
  while (position < source.length && !'<&'.includes(source.charAt(position))) position += 1;
  return position;
}

interface Found {
  readonly entities: MessageEntity[];
  /** The language of a `<code>`, for a `<pre>` right around it. */
  readonly languages: Map<MessageEntity, string>;
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

function closeTag(tag: OpenTag, text: string, found: Found): void {
  const { entities } = found;
  const place: Place = { offset: tag.offset, length: text.length - tag.offset };
  if (place.length === 0) return;
  const simple = SIMPLE_TAGS[tag.name];
  if (simple !== undefined) entities.push({ type: simple, ...place });
  else if (tag.name === 'a') pushLink(tag.argument || text.slice(tag.offset), place, entities);
  else if (tag.name === 'pre' || tag.name === 'code') pushCode(tag, place, found);
  else if (tag.name === 'tg-emoji') pushEmoji(tag.argument, place, entities);
  else if (tag.name === 'blockquote') {
    const type = tag.argument === '' ? 'blockquote' : 'expandable_blockquote';
    entities.push({ type, ...place });
  }
}

function pushLink(link: string, place: Place, entities: MessageEntity[]): void {
  const id = userIdOfLink(link);
  const url = checkedLink(link);
  if (id !== undefined) {
    const user = { id, is_bot: false, first_name: '' };
    entities.push({ type: 'text_mention', ...place, user });
  } else if (url !== undefined) {
    entities.push({ type: 'text_link', ...place, url });
  }
}

/** `<pre><code class="language-x">` and the other way round are one block with a language. */
function pushCode(tag: OpenTag, place: Place, { entities, languages }: Found): void {
  const other = tag.name === 'pre' ? 'code' : 'pre';
  const last = entities.at(-1);
  const same = last?.type === other && last.offset === place.offset && last.length === place.length;
  const language = tag.argument || (same ? languages.get(last) : '');
  if (same && language) {
    entities.splice(-1, 1, { type: 'pre', ...place, language });
  } else if (tag.name === 'pre') {
    entities.push({ type: 'pre', ...place });
  } else {
    const code: MessageEntity = { type: 'code', ...place };
    languages.set(code, tag.argument);
    entities.push(code);
  }
}

function pushEmoji(id: string, place: Place, entities: MessageEntity[]): void {
  if (!/^-?\d+$/.test(id) || BigInt(id) === 0n) {
    throw new HtmlError('Invalid custom emoji identifier specified');
  }
  entities.push({ type: 'custom_emoji', ...place, custom_emoji_id: id });
}
