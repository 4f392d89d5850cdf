import type { AdminContext } from '../../machines/session/context.ts';
import type { Translator } from '../locales/translator.ts';

/** A button of a screen: it asks for an action (of one card, where it opens one), or opens a link. */
export type Button =
  | { readonly label: string; readonly action: string; readonly cardId?: string }
  | { readonly label: string; readonly url: string };

/** What an admin sees in one state: a text in Telegram's HTML, and rows of buttons below it. */
export interface Screen {
  readonly text: string;
  readonly buttons: readonly (readonly Button[])[];
}

/** What a screen is made from, beside the state: the session's context, the language, and the bot's name for its links. */
export interface ScreenInput {
  readonly context: AdminContext;
  readonly translator: Translator;
  readonly botUsername: string;
}

/** Joins the paragraphs of a screen; those that are absent leave no gap. */
export function paragraphs(...parts: (string | null | undefined | false)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n');
}
