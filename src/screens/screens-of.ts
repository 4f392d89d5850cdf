import type { Slices } from '../../machines/session/registry.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { Screen, ScreenInput } from './screen.ts';

/** What the screens of one part are made from: also what the part remembers as long as the session is in it. */
export type PartInput<Part extends string> = ScreenInput & {
  readonly slice: Part extends keyof Slices ? Slices[Part] : unknown;
};

/** Makes the screen of one state: a pure function. */
export type Render<Part extends string = string> = (input: PartInput<Part>) => Screen;

/** The screens of one part of the session, of each of its states; a state without one does not compile. */
export type ScreensOf<Part extends string> = Readonly<
  Record<Extract<StatePath, Part | `${Part}.${string}`>, Render<Part>>
>;

/** An operation is under way that only reads: nothing can be done meanwhile, and nothing needs to be. */
export const loadingScreen: Render = ({ translator: { t } }) => ({
  text: t('loading'),
  buttons: [],
});

/** An operation failed in a way that trying again can mend. `cancel` says what leaving means: dropping the card, finishing it later, or going elsewhere. */
export function failedScreen(
  { translator: { t, plain } }: ScreenInput,
  message: 'failed-photo' | 'failed-card' | 'failed-change' | 'failed-loading',
  cancel: 'button-cancel' | 'button-later' | 'button-home' | 'button-back',
): Screen {
  return {
    text: t(message),
    buttons: [
      [
        { label: plain('button-retry'), action: 'retry' },
        { label: plain(cancel), action: 'cancel' },
      ],
    ],
  };
}

/** What could not be read: it is tried again, or one goes home. */
export const loadingFailedScreen: Render = (input) =>
  failedScreen(input, 'failed-loading', 'button-home');
