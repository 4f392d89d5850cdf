import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { AppError } from '../errors.ts';
import { checkSources, type Source } from './check-sources.ts';
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

/** Beside this file is what all features share; what one alone says stands in its own folder. */
const FEATURES = join(import.meta.dirname, '..', 'features');

/** The folders with the texts of the bot; each has a file of every language. */
export function textFolders(): string[] {
  const features = readdirSync(FEATURES).map((feature) => join(FEATURES, feature));
  const hasTexts = (folder: string) => LOCALES.some((locale) => existsSync(fileOf(folder, locale)));
  return [import.meta.dirname, ...features.toSorted().filter(hasTexts)];
}

function fileOf(folder: string, locale: Locale): string {
  return join(folder, `${locale}.ftl`);
}

/**
 * Reads `en.ftl` and `ru.ftl` (Fluent) of each folder and checks them: see `checkSources`.
 *
 * @param folders where they are; by default those of the bot
 * @throws CatalogueError with every mistake at once; the file system's error for a missing file
 * @see https://projectfluent.org/fluent/guide/
 */
export function loadCatalogue(folders: readonly string[] = textFolders()): Catalogue {
  const sources = LOCALES.map((locale) => {
    const files = folders.map((folder) => ({
      name: folders.length === 1 ? `${locale}.ftl` : `${basename(folder)}/${locale}.ftl`,
      text: readFileSync(fileOf(folder, locale), 'utf8'),
    }));
    return [locale, files] as const;
  });
  const { keys, mistakes } = checkSources(new Map(sources));
  if (mistakes.length > 0) throw new CatalogueError(mistakes);

  const bundles = new Map(sources.map(([locale, files]) => [locale, createBundle(locale, files)]));
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
function createBundle(locale: Locale, files: readonly Source[]): FluentBundle {
  const bundle = new FluentBundle(INTL_LOCALES[locale], {
    useIsolating: false,
    functions: { DATETIME: formatDateTime },
  });
  for (const { text } of files) bundle.addResource(new FluentResource(text));
  return bundle;
}
