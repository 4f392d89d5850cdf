import type { AdminContext } from '../../machines/context.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { addCardScreens } from '../features/add-card/wizard-screens.ts';
import { cardsScreens } from '../features/cards/card-screens.ts';
import { homeScreens } from '../features/home/home-screen.ts';
import { statisticsScreens } from '../features/statistics/statistics-screen.ts';
import type { Translator } from '../locales/translator.ts';
import { paragraphs, type Screen } from '../screens/screen.ts';
import type { Render } from '../screens/screens-of.ts';
import { fitHtml, LONGEST_MESSAGE } from '../text/html.ts';

/** The screen of every state; a state without one does not compile. */
const SCREENS: Readonly<Record<StatePath, Render>> = {
  ...homeScreens,
  ...addCardScreens,
  ...cardsScreens,
  ...statisticsScreens,
};

/**
 * What an admin sees: a pure function of the snapshot and the language. The notice stands above the
 * screen; a text that is too long for one message ends with an ellipsis.
 */
export function renderScreen(
  snapshot: AdminSnapshot,
  translator: Translator,
  botUsername: string,
): Screen {
  const { context } = snapshot;
  const screen = SCREENS[statePath(snapshot)]({ context, translator, botUsername });
  const text = paragraphs(noticeText(context, translator), screen.text);
  return { ...screen, text: fitHtml(text, LONGEST_MESSAGE) };
}

/** Whether the state waits for an operation and has nothing to say meanwhile: then the chat's busy sign is all there is to see. */
export function isSilent(snapshot: AdminSnapshot): boolean {
  return snapshot.hasTag('busy') && snapshot.context.notice?.code !== 'still_saving';
}

/** Whether the session waits for what its admin types. Elsewhere a typed code is no answer to a question, and is checked. */
export function waitsForText(snapshot: AdminSnapshot): boolean {
  return snapshot.hasTag('wizard') && statePath(snapshot) !== 'addCard.done';
}

function noticeText({ notice }: AdminContext, { t }: Translator): string | null {
  if (notice === null) return null;
  const text = t(
    `notice-${notice.code}`,
    notice.count === undefined ? {} : { count: notice.count },
  );
  return notice.code === 'help' ? text : `💬 ${text}`;
}
