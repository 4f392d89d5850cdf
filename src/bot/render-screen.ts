import { adminSessions } from '../../machines/admin-sessions.ts';
import type { AdminContext } from '../../machines/session/context.ts';
import type { SessionSnapshot } from '../../machines/session/machine.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { Translator } from '../locales/translator.ts';
import { paragraphs, type Screen } from '../screens/screen.ts';
import { fitHtml, LONGEST_MESSAGE } from '../text/html.ts';
import { SCREENS } from './all-features.ts';

/**
 * What an admin sees: a pure function of the snapshot and the language. The notice stands above the
 * screen; a text that is too long for one message ends with an ellipsis.
 */
export function renderScreen(
  snapshot: SessionSnapshot,
  translator: Translator,
  botUsername: string,
): Screen {
  const { context } = snapshot;
  // In a state of a part the slice is of that part: another one would not have been saved.
  const screen = SCREENS[adminSessions.statePath(snapshot) as StatePath]({
    context,
    slice: context.slice,
    translator,
    botUsername,
  });
  const text = paragraphs(noticeText(context, translator), screen.text);
  return { ...screen, text: fitHtml(text, LONGEST_MESSAGE) };
}

/** Whether the state waits for an operation and has nothing to say meanwhile: then the chat's busy sign is all there is to see. */
export function isSilent(snapshot: SessionSnapshot): boolean {
  return snapshot.hasTag('busy') && snapshot.context.notice?.code !== 'still_saving';
}

/** Whether the session waits for what its admin types. Elsewhere a typed code is no answer to a question, and is checked. */
export function waitsForText(snapshot: SessionSnapshot): boolean {
  return snapshot.hasTag('asks');
}

function noticeText({ notice }: AdminContext, { t }: Translator): string | null {
  if (notice === null) return null;
  const text = t(
    `notice-${notice.code}`,
    notice.count === undefined ? {} : { count: notice.count },
  );
  return notice.code === 'help' ? text : `💬 ${text}`;
}
