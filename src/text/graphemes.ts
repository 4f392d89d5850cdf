/**
 * The number of characters as a person counts them: a letter with its accents, a flag or a family
 * emoji is one.
 *
 * @see https://unicode.org/reports/tr29/ (extended grapheme clusters)
 */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of createSegmenter().segment(text)) count += 1;
  return count;
}

/**
 * The longest beginning of `text` that has at most `limit` UTF-16 units and ends between two
 * characters. A single character longer than that is cut within, but never within a surrogate
 * pair.
 */
export function cutToUnits(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const boundary = createSegmenter().segment(text).containing(limit)?.index ?? 0;
  return boundary > 0 ? text.slice(0, boundary) : withoutHalfPair(text.slice(0, limit));
}

/**
 * The longest beginning of `text` of at most `limit` UTF-16 units that ends with a whole word: before a
 * space, or, in scripts that write none, where a word ends. A word longer than half the limit is cut
 * between two characters. Spaces at the end are left out.
 */
export function cutAtWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const space = text.slice(0, limit + 1).search(/\s\S*$/);
  if (space > limit / 2) return text.slice(0, space).trimEnd();
  const words = new Intl.Segmenter('en', { granularity: 'word' }).segment(text);
  const word = words.containing(limit)?.index ?? 0;
  return cutToUnits(text, word > limit / 2 ? word : limit).trimEnd();
}

/** The language makes no difference to where characters end. */
function createSegmenter(): Intl.Segmenter {
  return new Intl.Segmenter('en', { granularity: 'grapheme' });
}

function withoutHalfPair(text: string): string {
  return text.replace(/\p{Surrogate}$/u, '');
}
