import { cutToUnits } from './graphemes.ts';
import { canonicalForm } from './normalise.ts';

/**
 * The longest cleaned text in UTF-16 units: as much as Telegram lets anyone write in one message, so
 * nobody is cut short, and 255 characters of thousands of units each cannot fill the database.
 */
export const LONGEST_TEXT = 4096;

/** More marks than any well-meant text has on one letter ("zalgo"): they spill over its lines. */
const EXCESS_MARKS = /(\p{M}{8})\p{M}+/gu;

const LINE_BREAKS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/** Every kind of space, the tab, and the braille pattern without dots, which looks like one. */
const SPACES = /[\p{Zs}\t\u2800]/gu;

/**
 * Never seen and never needed: control characters but the line break, halves of surrogate pairs,
 * noncharacters, bidi controls, annotation marks, and all that is invisible by default but the
 * joiners, variation selectors and tags, of which `STRAY` has to say more.
 */
const UNSEEN =
  /[[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB\p{Default_Ignorable_Code_Point}]--[\n\u200C\u200D\p{Variation_Selector}\u{E0020}-\u{E007F}]]/gv;

const JOINER_RUNS = /([\u200C\u200D])[\u200C\u200D]+/g;

/** A flag such as that of Scotland: its tags are invisible, and are the only ones to stay. */
const TAG_FLAG = String.raw`\u{1F3F4}[\u{E0020}-\u{E007E}]{1,8}\u{E007F}`;

/** A letter of a script in which a joiner between two letters changes how they look. */
const JOINING = String.raw`[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]]`;

const PICTURE = String.raw`\p{Extended_Pictographic}`;

/**
 * A joiner between two parts of an emoji, or between two letters as in Persian and Hindi. What stands before
 * it is looked at only where there is one: at every place it would take the square of a run of marks.
 */
const NEEDED_JOINER = String.raw`\u200D(?<=${PICTURE}[\uFE0F\p{Emoji_Modifier}]*\u200D)(?=${PICTURE})|[\u200C\u200D](?<=${JOINING}\p{M}*[\u200C\u200D])(?=${JOINING})`;

/** A selector behind what has variants: emoji, symbols, ideographs, Mongolian letters. */
const NEEDED_SELECTOR = String.raw`(?<=[\p{Emoji}\p{S}\p{Script=Han}\p{Script=Mongolian}])\p{Variation_Selector}`;

/** Joiners, selectors and tags: in `kept` where they are needed, else out. */
const STRAY = new RegExp(
  String.raw`(?<kept>${TAG_FLAG}|${NEEDED_JOINER}|${NEEDED_SELECTOR})|[\u200C\u200D\p{Variation_Selector}\u{E0020}-\u{E007F}]`,
  'gv',
);

/**
 * Cleans a text that a person wrote, for keeping and showing: what cannot be seen and what breaks
 * the lines around it goes, what can be seen stays.
 *
 * - Line breaks become `\n`, other spaces and tabs a plain space; spaces at the ends of lines go, more
 *   than two line breaks in a row become two, and the whole is trimmed.
 * - Removed: control characters, bidi controls, zero-width and other invisible characters (unless
 *   they hold an emoji or the letters of a joining script together), halves of surrogate pairs
 *   (they cannot be stored, and what they were is lost; a U+FFFD that somebody typed stays), and of the
 *   marks on one letter all beyond the eighth.
 * - The result is in NFC and has at most `LONGEST_TEXT` units; what is longer is cut between two
 *   characters. It is empty if there was nothing to see. Cleaning it again changes nothing.
 *
 * The result is still a person's text: escape it for HTML.
 */
export function cleanText(raw: string): string {
  const cleaned = cleanOnce(raw.slice(0, 2 * LONGEST_TEXT));
  // What goes may leave its neighbours in another light, so it ends when nothing goes any more.
  return cleaned === raw ? cleaned : cleanText(cleaned);
}

function cleanOnce(raw: string): string {
  const visible = raw.replace(LINE_BREAKS, '\n').replace(SPACES, ' ').replace(UNSEEN, '');
  const joined = canonicalForm(visible)
    .replace(JOINER_RUNS, '$1')
    .replace(STRAY, (_match, kept: string | undefined) => kept ?? '');
  const seen = canonicalForm(joined).replace(EXCESS_MARKS, '$1');
  return cutToUnits(tidyLines(seen), LONGEST_TEXT).trim();
}

/** As `cleanText`, for what is one line such as a name: line breaks and runs of spaces are one space. */
export function cleanLine(raw: string): string {
  return cleanText(raw).replace(/[ \n]+/g, ' ');
}

function tidyLines(text: string): string {
  return text
    .replace(/(?<! ) +\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
