import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';

/** Characters of every kind that our patterns tell apart. */
const CHARACTERS = [
  ...'aAfZ19 \n\r-_.:/<&"%\\@+(=#?~!',
  ...[
    '\u0301',
    '\u200d',
    '\ufe0f',
    '😀',
    'क',
    '\u{e0041}',
    '🏴',
    '\u00ad',
    'ж',
    '\u0660',
    '\ud800',
  ],
];

/** What no pattern of ours names. */
const OTHER = '\u2603';

/** Enough for the patterns that we have, and few enough for all pairs. */
const MOST_PIECES = 16;

/** A text of about so many UTF-16 units. */
export type Pumped = (size: number) => string;

/**
 * The texts that a pattern finds hardest: each of its characters and words, and each pair of them,
 * repeated in every order, with something else at either end.
 */
export function pumpedTexts(pattern: RegExp): Pumped[] {
  const pieces = piecesOf(pattern);
  const pairs = pieces.flatMap((first) => pieces.map((second) => [first, second] as const));
  return pairs.flatMap(([first, second]): Pumped[] => [
    (size) => first + filled(second, size),
    (size) => filled(first, size) + second,
    (size) => filled(first, size) + filled(second, size),
    (size) => filled(first + second, size) + OTHER,
  ]);
}

function filled(piece: string, size: number): string {
  return piece.repeat(Math.ceil(size / piece.length));
}

function piecesOf({ source, flags }: RegExp): string[] {
  const [unicode, unicodeSets] = [flags.includes('u'), flags.includes('v')];
  const parsed = new RegExpParser().parsePattern(source, 0, source.length, {
    unicode,
    unicodeSets,
  });
  const pieces = new Set<string>([OTHER]);
  const plainFlags = flags.replace(/[gymd]/g, '');
  const addSample = ({ raw }: AST.Node) => {
    const one = new RegExp(`^(?:${raw})$`, plainFlags);
    const found = CHARACTERS.find((character) => one.test(character));
    if (found !== undefined) pieces.add(found);
  };
  visitRegExpAST(parsed, {
    onCharacterSetEnter: addSample,
    onCharacterClassEnter: addSample,
    onExpressionCharacterClassEnter: addSample,
    onQuantifierEnter: ({ element }) => {
      if (element.type === 'Character') pieces.add(String.fromCodePoint(element.value));
    },
    onAlternativeEnter: ({ elements }) => {
      for (const word of wordsOf(elements)) pieces.add(word);
    },
  });
  return [...pieces].slice(0, MOST_PIECES);
}

/** What stands in a pattern character by character. */
function wordsOf(elements: readonly AST.Element[]): string[] {
  const words = [''];
  for (const element of elements) {
    if (element.type !== 'Character') words.push('');
    else words.push(`${words.pop()}${String.fromCodePoint(element.value)}`);
  }
  return words.filter((word) => word !== '');
}
