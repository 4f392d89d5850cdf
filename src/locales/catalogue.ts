import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { AppError } from '../errors.ts';
import { checkSources } from './check-sources.ts';
import { LOCALES, type Locale } from './locale.ts';
import { createTranslatorOf, formatDateTime, type Translator } from './translator.ts';

/** The texts of the bot in all its languages, checked. */
export type Catalogue = {
  /** The translator for a language; cheap. */
  createTranslator(locale: Locale): Translator;
  /** Every key that translators take, `message` or `message.attribute`, in the order of the file. */
  readonly keys: readonly string[];
};

/** The catalogues have mistakes. Each of `mistakes` is one line that names the file and the message. */
export class CatalogueError extends AppError {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super('catalogue_invalid', ['The catalogues have mistakes:', ...mistakes].join('\n'));
    this.mistakes = mistakes;
  }
}

/** How numbers and dates are written: "22 November 2026" is the British way. */
const INTL_LOCALES: Readonly<Record<Locale, string>> = { en: 'en-GB', ru: 'ru-RU' };

/**
 * Reads `en.ftl` and `ru.ftl` (Fluent) and checks them: see `checkSources`.
 *
 * @param folder where they are; by default beside this file
 * @throws CatalogueError with every mistake at once; the file system's error for a missing file
 * @see https://projectfluent.org/fluent/guide/
 */
export function loadCatalogue(folder: string = import.meta.dirname): Catalogue {
  const sources = LOCALES.map(
    (locale) => [locale, readFileSync(join(folder, `${locale}.ftl`), 'utf8')] as const,
  );
  const { keys, mistakes } = checkSources(new Map(sources));
  if (mistakes.length > 0) throw new CatalogueError(mistakes);

  const bundles = new Map(
    sources.map(([locale, source]) => [locale, createBundle(locale, source)]),
  );
  return {
    keys,
    createTranslator(locale) {
      const bundle = bundles.get(locale);
      if (bundle === undefined) throw new RangeError(`no catalogue for ${locale}`);
      return createTranslatorOf(locale, bundle);
    },
  };
}

/** Without isolation marks around what is inserted: people's texts hold no bidi controls. */
function createBundle(locale: Locale, source: string): FluentBundle {
  const bundle = new FluentBundle(INTL_LOCALES[locale], {
    useIsolating: false,
    functions: { DATETIME: formatDateTime },
  });
  bundle.addResource(new FluentResource(source));
  return bundle;
}
