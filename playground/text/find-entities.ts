import type { MessageEntity } from '@grammyjs/types';

/** What Telegram finds in a text by itself. */
type FoundType = 'bot_command' | 'mention' | 'hashtag' | 'url' | 'email';

interface Pattern {
  readonly type: FoundType;
  /** Without this character there is nothing to find. */
  readonly mark: string;
  readonly pattern: RegExp;
}

/** Top-level domains that make an address of a text without `http://`: the usual ones. */
const DOMAINS =
  'com|net|org|info|biz|io|dev|app|me|co|ai|ru|su|рф|eu|de|fr|uk|us|ua|by|kz|xyz|site|shop';

const HOST = '(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}_-]{0,62}[\\p{L}\\p{N}])?\\.)+';

const PATTERNS: readonly Pattern[] = [
  {
    type: 'bot_command',
    mark: '/',
    pattern:
      /(?<![\p{L}\p{N}_/<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![A-Za-z0-9_/<>@])/gu,
  },
  {
    type: 'email',
    mark: '@',
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}._+-])[A-Za-z0-9._+-]{1,64}@${HOST}[A-Za-z]{2,24}\\b`,
      'gu',
    ),
  },
  {
    type: 'url',
    mark: '.',
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_@./-])(?:(?:https?|ftp|tonsite)://${HOST}[\\p{L}]{2,24}` +
        `|(?:https?)://\\d{1,3}(?:\\.\\d{1,3}){3}|${HOST}(?:${DOMAINS})(?![\\p{L}\\p{N}_-]))` +
        '(?::\\d{1,5})?(?:[/?#][^\\s<>"«»]*)?',
      'giu',
    ),
  },
  { type: 'mention', mark: '@', pattern: /(?<![\p{L}\p{N}_.])@[A-Za-z][A-Za-z0-9_]{2,31}\b/gu },
  {
    type: 'hashtag',
    mark: '#',
    pattern: /(?<![\p{L}\p{N}_#])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}(?![#\p{L}\p{N}_])/gu,
  },
];

/**
 * Finds the entities that Telegram finds by itself: commands, addresses, e-mail addresses,
 * mentions and hashtags. The usual forms only; what is rare is left out.
 * @returns them in the order of the text; none overlaps another
 */
export function findEntities(text: string): MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const { type, mark, pattern } of PATTERNS) {
    if (!text.includes(mark)) continue;
    for (const match of text.matchAll(pattern)) {
      const length = type === 'url' ? trimAddress(match[0]).length : match[0].length;
      const entity: MessageEntity = { type, offset: match.index, length };
      if (!found.some((other) => overlap(other, entity))) found.push(entity);
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Whether two entities have a character in common. */
export function overlap(
  a: Pick<MessageEntity, 'offset' | 'length'>,
  b: Pick<MessageEntity, 'offset' | 'length'>,
): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

/** Punctuation behind an address belongs to the sentence, as does a bracket that it did not open. */
function trimAddress(address: string): string {
  const trimmed = address.replace(/[.,:;!?'"…]+$/u, '');
  const isSurplus = trimmed.endsWith(')') && trimmed.split(')').length > trimmed.split('(').length;
  return isSurplus ? trimAddress(trimmed.slice(0, -1)) : trimmed;
}
