import { readAsCode } from './look-alikes.ts';

/** A word, or a part of one, as it was written, and as it reads as a code or a part of one. */
export interface CodeWord {
  readonly written: string;
  readonly read: string;
}

/** Longer than any code with hyphens between all its characters, in UTF-16 units; what is longer is not read as one. */
const LONGEST_WORD = 64;

/**
 * The words of a text in which something may belong to a code, in order; hyphenated ones are whole.
 *
 * @param plain a text in `plainForm`
 */
export function codeWords(plain: string): CodeWord[] {
  return plain
    .split(/[^\p{L}\p{M}\p{N}-]+/u)
    .map(toCodeWord)
    .filter(({ read }) => read !== '');
}

/** The parts of a hyphenated word. */
export function hyphenated(word: CodeWord): CodeWord[] {
  return word.written.split(/-+/).map(toCodeWord);
}

function toCodeWord(written: string): CodeWord {
  return { written, read: written.length > LONGEST_WORD ? written : readAsCode(written) };
}
