import { type CodeWord, hyphenated } from './code-words.ts';

/**
 * Whether a message that holds no valid code was meant to be one, so that "read it again" is a
 * better answer than "this is how to check a card". Looked for is what prose does not have:
 * - the message is one word of 10 to 14 characters with letters and digits mixed, or of 12 with a
 *   digit, in capitals or hyphenated as 4-4-4;
 * - the message is three groups like those on the label, or 12 characters in equal groups;
 * - among other words: a word of 12 with letters and digits mixed, or three groups like those on
 *   the label, hyphenated or in capitals ("10am with 24h" is neither).
 *
 * "Like those on the label" is four characters each, one of them off by one at most, and letters
 * and digits mixed within at least two groups (what six codes of seven have, and "send 2024
 * cards" has not). A plain lower-case word is none, although one code in a hundred has no digit.
 *
 * @param words the words of the message
 */
export function isCodeAttempt(words: readonly CodeWord[]): boolean {
  const [only, ...others] = words;
  if (only === undefined) return false;
  if (others.length === 0) return isLoneAttempt(only);
  return (
    words.some(isEmbeddedAttempt) ||
    areEqualGroups(words) ||
    areLabelGroups(words) ||
    words.some((_, i) => areEmbeddedGroups(words.slice(i, i + 3)))
  );
}

function isLoneAttempt(word: CodeWord): boolean {
  if (!/^[0-9A-Z]{10,14}$/.test(word.read)) return false;
  if (isMixed(word)) return true;
  return word.read.length === 12 && (hasDigit(word) || isCapital(word) || isGroupedByFour(word));
}

function isEmbeddedAttempt(word: CodeWord): boolean {
  const isWhole = /^[0-9A-HJKMNP-TV-Z]{12}$/.test(word.read) && isMixed(word);
  return isWhole || areLabelGroups(hyphenated(word));
}

function areEmbeddedGroups(groups: readonly CodeWord[]): boolean {
  return areLabelGroups(groups) && groups.every(isCapital);
}

function areLabelGroups(groups: readonly CodeWord[]): boolean {
  const sizes = groups.map((group) => group.read.length);
  const isLabelShape =
    sizes.length === 3 &&
    sizes.every((size) => size >= 3 && size <= 5) &&
    sizes.filter((size) => size !== 4).length <= 1;
  return isLabelShape && isReadable(groups) && groups.filter(isMixed).length >= 2;
}

function areEqualGroups(groups: readonly CodeWord[]): boolean {
  const size = groups[0]?.read.length ?? 0;
  const isEven = size * groups.length === 12 && groups.every((group) => group.read.length === size);
  if (!isEven || !isReadable(groups)) return false;
  return size === 1 ? groups.some(hasDigit) : groups.filter(isMixed).length >= 2;
}

function isGroupedByFour(word: CodeWord): boolean {
  const groups = hyphenated(word);
  return groups.length === 3 && groups.every((group) => group.read.length === 4);
}

function isReadable(groups: readonly CodeWord[]): boolean {
  return groups.every((group) => /^[0-9A-Z]+$/.test(group.read));
}

function isMixed(group: CodeWord): boolean {
  return hasDigit(group) && /\p{L}/u.test(group.written);
}

function hasDigit(group: CodeWord): boolean {
  return /[0-9]/.test(group.written);
}

function isCapital(group: CodeWord): boolean {
  return group.written === group.written.toUpperCase();
}
