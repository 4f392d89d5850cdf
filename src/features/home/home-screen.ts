import { paragraphs, type Screen, type ScreenInput } from '../../screens/screen.ts';
import type { ScreensOf } from '../../screens/screens-of.ts';

/** The menu. A wizard that was left in the middle comes first. */
function homeScreen({ context, translator: { t, plain } }: ScreenInput): Screen {
  const unfinished = context.kept.addCard !== null;
  return {
    text: paragraphs(t('home-title'), t('home-text'), unfinished && t('home-unfinished')),
    buttons: [
      ...(unfinished ? [[{ label: plain('button-resume'), action: 'resume' } as const]] : []),
      [{ label: plain('button-add'), action: 'add' }],
      [
        { label: plain('button-cards'), action: 'cards' },
        { label: plain('button-stats'), action: 'stats' },
      ],
      [{ label: plain('button-help'), action: 'help' }],
    ],
  };
}

/** The screen of the menu. */
export const homeScreens: ScreensOf<'home'> = { home: homeScreen };
