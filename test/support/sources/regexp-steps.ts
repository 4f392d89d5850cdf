import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Asks whether the pattern goes on from a place, and to which end; -1: it does not. */
type Next = (place: number) => number;

/** Tries a part of a pattern at a place, and then what follows it. */
type Match = (place: number, next: Next) => number;

/** More than anything linear takes for a text of a thousand characters. */
const MOST_STEPS = 2_000_000;

/**
 * Makes a counter of what a backtracking engine does to find a pattern in a text, all matches of it where
 * it is global, in the order of ECMAScript: each character that is looked at is a step. Of the engine's
 * shortcuts it knows none, so that what is linear here is linear there. It gives up at two million: then they count as infinite.
 *
 * Not known: back references, and modifiers within groups. Throws for a pattern with them.
 */
export function createStepCounter({ source, flags }: RegExp): (text: string) => number {
  const parser = new RegExpParser();
  const [unicode, sets] = [flags.includes('u'), flags.includes('v')];
  const pattern = parser.parsePattern(source, 0, source.length, { unicode, unicodeSets: sets });
  let characters: readonly string[] = [];
  let steps = 0;

  function alternatives(list: readonly AST.Alternative[], isBackward: boolean): Match {
    const tried = list.map(({ elements }) => {
      const parts = elements.map((element) => matchOf(element, isBackward));
      return sequence(isBackward ? parts.toReversed() : parts);
    });
    return (place, next) => {
      for (const one of tried) {
        const end = one(place, next);
        if (end >= 0) return end;
      }
      return -1;
    };
  }

  function matchOf(element: AST.Element, isBackward: boolean): Match {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return alternatives(element.alternatives, isBackward);
      case 'Quantifier':
        return repeated(element, matchOf(element.element, isBackward));
      case 'Assertion':
        return assertion(element);
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass':
        return oneCharacter(element.raw, isBackward);
      default:
        throw new Error(`${element.type} is not counted`);
    }
  }

  function oneCharacter(raw: string, isBackward: boolean): Match {
    const one = new RegExp(`^(?:${raw})$`, flags.replace(/[gymd]/g, ''));
    return (place, next) => {
      steps += 1;
      if (steps > MOST_STEPS) return -1;
      const character = characters[isBackward ? place - 1 : place];
      if (character === undefined || !one.test(character)) return -1;
      return next(isBackward ? place - 1 : place + 1);
    };
  }

  function assertion(element: AST.Assertion): Match {
    if (element.kind === 'lookahead' || element.kind === 'lookbehind') {
      const inner = alternatives(element.alternatives, element.kind === 'lookbehind');
      return (place, next) =>
        inner(place, (end) => end) >= 0 !== element.negate ? next(place) : -1;
    }
    const holds = {
      start: (place: number) => place === 0,
      end: (place: number) => place === characters.length,
      word: (place: number) =>
        (isWord(characters[place - 1]) !== isWord(characters[place])) !==
        (element.kind === 'word' && element.negate),
    }[element.kind];
    return (place, next) => {
      steps += 1;
      return holds(place) ? next(place) : -1;
    };
  }

  const whole = alternatives(pattern.alternatives, false);
  return (text) => {
    characters = unicode || sets ? [...text] : text.split('');
    steps = 0;
    for (let place = 0; place <= characters.length && steps < MOST_STEPS; ) {
      const end = whole(place, (reached) => reached);
      if (end >= 0 && !flags.includes('g')) break;
      place = Math.max(end, place + 1);
    }
    return steps < MOST_STEPS ? steps : Number.POSITIVE_INFINITY;
  };
}

function sequence(parts: readonly Match[]): Match {
  return parts.reduceRight<Match>(
    (rest, part) => (place, next) => part(place, (reached) => rest(reached, next)),
    (place, next) => next(place),
  );
}

function repeated({ min, max, greedy }: AST.Quantifier, one: Match): Match {
  const again =
    (count: number): Match =>
    (place, next) => {
      const more = () =>
        count < max
          ? one(place, (reached) => (reached === place ? -1 : again(count + 1)(reached, next)))
          : -1;
      if (count < min) return more();
      const [first, second] = greedy ? [more, () => next(place)] : [() => next(place), more];
      const end = first();
      return end >= 0 ? end : second();
    };
  return again(0);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}
