import type { MessageEntity } from '@grammyjs/types';
import { badRequest } from '../api-error.ts';
import { findEntities } from './find-entities.ts';
import { fixEntities } from './fix-entities.ts';
import { type FormattedText, parseHtml } from './html.ts';
import { HtmlError } from './html-error.ts';

/** A text as a bot gives it. */
export interface GivenText {
  readonly text: string;
  /** `HTML`, or empty. */
  readonly parseMode: string;
  /** Looked at only without a parse mode. */
  readonly entities: MessageEntity[];
}

/** The Bot API server refuses longer ones before it parses them, in bytes. */
const MAX_BYTES = 32_768;

/**
 * Parses, cleans and trims a text as Telegram does, and finds the entities in it.
 * @returns the text as the bot gets it back; it may be empty
 * @throws ApiError 400 in Telegram's words if it is far too long, is no valid Unicode or has wrong entities
 */
export function formatText(given: GivenText): FormattedText {
  if (Buffer.byteLength(given.text) > MAX_BYTES) throw badRequest('Text is too long');
  if (!given.text.isWellFormed()) throw badRequest('Strings must be encoded in UTF-8');
  return finish(parse(given));
}

/** A text as a person types it: cleaned and trimmed, with the entities found in it. */
export function plainText(text: string): FormattedText {
  return finish({ text: text.toWellFormed(), entities: [] });
}

function parse({ text, parseMode, entities }: GivenText): FormattedText {
  const mode = parseMode.toLowerCase();
  if (text === '' || mode === '' || mode === 'none') {
    for (const entity of entities) checkPlace(text, entity);
    return { text, entities };
  }
  if (mode === 'markdown' || mode === 'markdownv2') {
    throw badRequest(`parse_mode ${parseMode} is not supported by the playground, use HTML`);
  }
  if (mode !== 'html') throw badRequest('Unsupported parse_mode');
  try {
    return parseHtml(text);
  } catch (error) {
    if (error instanceof HtmlError) throw badRequest(`Can't parse entities: ${error.message}`);
    throw error;
  }
}

function checkPlace(text: string, { offset, length }: MessageEntity): void {
  if (offset < 0) throw badRequest(`Receive an entity with incorrect offset ${offset}`);
  if (length < 0) throw badRequest(`Receive an entity with incorrect length ${length}`);
  if (offset > text.length) {
    throw badRequest(`Entity begins after the end of the text at UTF-16 offset ${offset}`);
  }
  const end = offset + length;
  if (end > text.length) {
    throw badRequest(
      `Entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
}

/** TDLib's `fix_formatted_text`: cleaned, trimmed, entities fitted to what is left. */
function finish({ text, entities }: FormattedText): FormattedText {
  const cleaned = clean(text, entities);
  const trimmed = trim(cleaned.text, cleaned.entities);
  return {
    text: trimmed.text,
    entities: fixEntities(trimmed.entities, findEntities(trimmed.text)),
  };
}

/** Removed by Telegram: carriage returns, separators and marks of direction, vertical lines. */
const REMOVED = /[\r\u2028-\u202e]|\u0333|\u033f|\u030a/;

/** Control characters become spaces. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that are meant
const CONTROL = /[\0-\x09\x0b\x0c\x0e-\x1f]/g;

function clean(text: string, entities: MessageEntity[]): FormattedText {
  const spaced = text.replace(CONTROL, ' ');
  if (!REMOVED.test(spaced)) return { text: spaced, entities };
  const all = new RegExp(REMOVED, 'g');
  const shorter = (position: number) => spaced.slice(0, position).replace(all, '').length;
  return { text: spaced.replace(all, ''), entities: move(entities, shorter) };
}

function trim(text: string, entities: MessageEntity[]): FormattedText {
  const end = text.replace(/[ \n]+$/, '').length;
  const firstEntity = Math.min(end, ...entities.map(({ offset }) => offset));
  const begin = firstEntity - text.slice(0, firstEntity).replace(/^[ \n]+/, '').length;
  const trimmed = text.slice(begin, end);
  if (isBlank(trimmed)) return { text: '', entities: [] };
  const kept = move(entities, (position) => Math.min(position, end) - begin);
  return {
    text: trimmed,
    entities: kept.filter(({ offset, length }) => /\S/.test(trimmed.substr(offset, length))),
  };
}

function move(entities: MessageEntity[], to: (position: number) => number): MessageEntity[] {
  return entities
    .map((entity) => {
      const offset = to(entity.offset);
      return { ...entity, offset, length: to(entity.offset + entity.length) - offset };
    })
    .filter(({ length }) => length > 0);
}

/** Whether nothing in the text can be seen. */
function isBlank(text: string): boolean {
  return !/[^\s\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u2800]/u.test(text);
}
