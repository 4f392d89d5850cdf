import type { AdminContext } from '../../machines/session/context.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { isSilent, renderScreen } from '../../src/bot/render-screen.ts';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import type { Translator } from '../../src/locales/translator.ts';
import type { Screen } from '../../src/screens/screen.ts';
import { walkTo } from '../machines/snapshot-walks.ts';

const BOT = 'cardseal_bot';

/** The languages of the bot, in the order of the columns. */
export interface Languages {
  readonly en: Translator;
  readonly ru: Translator;
}

/** Reads the catalogues. */
export function createLanguages(): Languages {
  const { createTranslator } = loadCatalogue();
  return { en: createTranslator('en'), ru: createTranslator('ru') };
}

/** A snapshot of a state, with the content of a shop and this notice. */
export function sampleOf(path: StatePath, notice: AdminContext['notice']): AdminSnapshot {
  const snapshot = walkTo(path);
  return { ...snapshot, context: { ...snapshot.context, notice } };
}

/** What an admin sees, as the bot draws it; null where it says nothing and the chat only shows that the bot is busy. */
export function screenOf(snapshot: AdminSnapshot, translator: Translator): Screen | null {
  return isSilent(snapshot) ? null : renderScreen(snapshot, translator, BOT);
}
