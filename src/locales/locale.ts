/** The languages that the bot speaks, as BCP 47 language tags. */
export const LOCALES = ['en', 'ru'] as const;

/** A language that the bot speaks. */
export type Locale = (typeof LOCALES)[number];

/**
 * The language in which to speak to a person.
 *
 * @param languageCode what Telegram says of the person (`ru`, `ru-RU`, `en_GB`), if anything
 * @param defaultLocale for everyone whose own language the bot does not speak, close ones included:
 *   whoever reads Ukrainian or Kazakh may or may not want Russian, and the operator knows better
 */
export function pickLocale(languageCode: string | undefined, defaultLocale: Locale): Locale {
  const language = languageCode?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? defaultLocale;
}
