import { lineOffset, parse } from '@fluent/syntax';
import type { Locale } from './locale.ts';
import { type Pattern, patternsOf } from './patterns.ts';

/** What a check of catalogues found: the keys of the first one, and a line for each mistake. */
export type Check = { readonly keys: readonly string[]; readonly mistakes: readonly string[] };

/** One file of a catalogue; `name` is how a mistake calls it. */
export type Source = { readonly name: string; readonly text: string };

type Patterns = ReadonlyMap<string, Pattern>;

const FUNCTIONS = new Set(['NUMBER', 'DATETIME']);

/**
 * Checks catalogues so that no text can fail later than at the start. A mistake is: what Fluent cannot
 * read (it would skip it in silence), a message that stands there twice, a reference to what does not
 * exist or back to itself, an unknown function, plural forms that are not all there, and
 * between the languages: a message, an attribute or a variable that only some of them have.
 * Terms (`-name`) may differ.
 *
 * @param sources the files of each catalogue
 */
export function checkSources(sources: ReadonlyMap<Locale, readonly Source[]>): Check {
  const mistakes: string[] = [];
  const catalogues = [...sources].map(([locale, files]) => {
    mistakes.push(...files.flatMap(unreadable));
    const whole = files.map(({ text }) => text).join('\n');
    const { patterns, duplicates } = patternsOf(parse(whole, {}));
    mistakes.push(...duplicates.map((key) => `${locale}.ftl, ${key}: stands there twice`));
    mistakes.push(...mistakesWithin(locale, patterns));
    return [locale, patterns] as const;
  });
  const [first, ...others] = catalogues;
  if (first !== undefined) {
    for (const other of others) mistakes.push(...mistakesBetween(first, other));
  }
  return { keys: [...(first?.[1].keys() ?? [])].filter(isMessage), mistakes };
}

/** A line for each entry of a file that is not Fluent. */
function unreadable({ name, text }: Source): string[] {
  return parse(text, { withSpans: true }).body.flatMap((entry) => {
    if (entry.type !== 'Junk') return [];
    const [annotation] = entry.annotations;
    const line = lineOffset(text, annotation?.span?.start ?? entry.span?.start ?? 0) + 1;
    return [`${name}, line ${line}: ${annotation?.message ?? 'not Fluent'}`];
  });
}

function isMessage(key: string): boolean {
  return !key.startsWith('-');
}

function mistakesWithin(locale: Locale, patterns: Patterns): string[] {
  return [...patterns].flatMap(([key, pattern]) => {
    const problems = [
      ...pattern.references
        .filter((name) => !patterns.has(name))
        .map((name) => `${name} does not exist`),
      ...pattern.functions
        .filter((name) => !FUNCTIONS.has(name))
        .map((name) => `there is no function ${name}`),
      ...pattern.choices.flatMap((choice) => missingPlurals(locale, choice)),
      ...(reachable(key, patterns).has(key) ? ['refers to itself'] : []),
    ];
    return problems.map((problem) => `${locale}.ftl, ${key}: ${problem}`);
  });
}

type Named = readonly [locale: Locale, patterns: Patterns];

function mistakesBetween(left: Named, right: Named): string[] {
  return [...missingIn(right, left), ...missingIn(left, right)];
}

/** What the other catalogue has and this one has not. */
function missingIn([locale, patterns]: Named, [other, otherPatterns]: Named): string[] {
  return [...otherPatterns.keys()].filter(isMessage).flatMap((key) => {
    if (!patterns.has(key)) return [`${locale}.ftl, ${key}: is missing, ${other}.ftl has it`];
    const variables = variablesOf(key, patterns);
    return [...variablesOf(key, otherPatterns)]
      .filter((name) => !variables.has(name))
      .map((name) => `${locale}.ftl, ${key}: $${name} is missing, ${other}.ftl has it`);
  });
}

/** The variables of a pattern and of the messages in it; a term sees none of the caller's. */
function variablesOf(key: string, patterns: Patterns): Set<string> {
  const keys = [key, ...reachable(key, patterns)].filter(isMessage);
  return new Set(keys.flatMap((name) => patterns.get(name)?.variables ?? []));
}

/** The keys to which references lead, over any number of steps. */
function reachable(key: string, patterns: Patterns): Set<string> {
  const found = new Set<string>();
  const waiting = [key];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of patterns.get(next)?.references ?? []) {
      if (!found.has(name)) waiting.push(name);
      found.add(name);
    }
  }
  return found;
}

/**
 * A choice between plural forms needs each form that whole numbers take in the language, except that
 * the default `other` may stand for one of them: Russian needs one, few and many or other. `other`
 * alone is no plural: it is the usual name for "whatever else".
 */
function missingPlurals(locale: Locale, choice: Pattern['choices'][number]): string[] {
  const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  const forms = categories.filter((category) => category !== 'other');
  if (!forms.some((form) => choice.keys.includes(form))) return [];
  const rules = new Intl.PluralRules(locale);
  const needed = new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)));
  const missing = [...needed].filter((category) => !choice.keys.includes(category));
  const isCovered = choice.fallback === 'other' && missing.length === 1;
  return isCovered ? [] : missing.map((category) => `the plural form ${category} is missing`);
}
