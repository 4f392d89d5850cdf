import type { AdminContext } from '../../../machines/context.ts';
import type { AdminSnapshot } from '../../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../../machines/state-path.ts';
import type { Translator } from '../../locales/translator.ts';
import { fitHtml } from '../../text/html.ts';
import { cardListScreen, confirmDiscardScreen, openedCardScreen } from './card-screens.ts';
import { homeScreen } from './home-screen.ts';
import { paragraphs, type Screen, type ScreenInput } from './screen.ts';
import { statisticsScreen } from './statistics-screen.ts';
import {
  descriptionScreen,
  doneScreen,
  failedScreen,
  nameQuestionScreen,
  nameScreen,
  originalPhotoScreen,
  packagedPhotoScreen,
  savingScreen,
} from './wizard-screens.ts';

/** The most that a message may hold after its HTML was parsed. Source: Bot API, sendMessage. */
const LONGEST_MESSAGE = 4096;

type Render = (input: ScreenInput) => Screen;

const storingOriginal: Render = (input) => savingScreen(input, 'saving-photo', 'button-cancel');
const registering: Render = (input) => savingScreen(input, 'saving-card', 'button-cancel');
const storingPackaged: Render = (input) => savingScreen(input, 'saving-photo', 'button-later');
const activating: Render = (input) => savingScreen(input, 'saving-card', 'button-later');
const savingChange: Render = ({ translator: { t } }) => ({ text: t('saving-change'), buttons: [] });
const changeFailed: Render = (input) => failedScreen(input, 'failed-change', 'button-back');
const loading: Render = ({ translator: { t } }) => ({ text: t('loading'), buttons: [] });
const loadingFailed: Render = (input) => failedScreen(input, 'failed-loading', 'button-home');

/** The screen of every state; a state without one does not compile. */
const SCREENS: Readonly<Record<StatePath, Render>> = {
  home: homeScreen,
  'addCard.originalPhoto': originalPhotoScreen,
  'addCard.storingOriginal': storingOriginal,
  'addCard.originalFailed': (input) => failedScreen(input, 'failed-photo', 'button-cancel'),
  'addCard.name': nameScreen,
  'addCard.nameQuestion': nameQuestionScreen,
  'addCard.description': descriptionScreen,
  'addCard.registering': registering,
  'addCard.registeringFailed': (input) => failedScreen(input, 'failed-card', 'button-cancel'),
  'addCard.packagedPhoto': packagedPhotoScreen,
  'addCard.storingPackaged': storingPackaged,
  'addCard.packagedFailed': (input) => failedScreen(input, 'failed-photo', 'button-later'),
  'addCard.activating': activating,
  'addCard.activatingFailed': (input) => failedScreen(input, 'failed-card', 'button-later'),
  'addCard.done': doneScreen,
  'cards.loading': loading,
  'cards.failed': loadingFailed,
  'cards.shown': cardListScreen,
  'openedCard.loading': loading,
  'openedCard.failed': loadingFailed,
  'openedCard.shown': openedCardScreen,
  'openedCard.confirming': confirmDiscardScreen,
  'openedCard.discarding': savingChange,
  'openedCard.discardingFailed': changeFailed,
  'openedCard.deactivating': savingChange,
  'openedCard.deactivatingFailed': changeFailed,
  'openedCard.reactivating': savingChange,
  'openedCard.reactivatingFailed': changeFailed,
  'statistics.loading': loading,
  'statistics.failed': loadingFailed,
  'statistics.shown': statisticsScreen,
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

function noticeText({ notice }: AdminContext, { t }: Translator): string | null {
  if (notice === null) return null;
  const text = t(
    `notice-${notice.code}`,
    notice.count === undefined ? {} : { count: notice.count },
  );
  return notice.code === 'help' ? text : `💬 ${text}`;
}
