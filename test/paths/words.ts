import type { OperationName } from '../../machines/session/operations.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { AdminCase, OutcomeOf } from '../machines/cases.ts';
import { type Expected, IGNORED } from '../machines/plan-rules.ts';
import type { Step } from './path.ts';

/** What a person does, in words. An event without words does not compile. */
const DEEDS: Readonly<Record<AdminCase, string>> = {
  HOME: 'go to the menu',
  ADD: 'add a card',
  RESUME: 'go on with the card',
  CARDS: 'open the list',
  OLDER: 'press Older',
  NEWER: 'press Newer',
  OPEN: 'open a card',
  'OPEN of the card in the wizard': "open the wizard's card",
  STATISTICS: 'open the statistics',
  HELP: 'ask for help',
  PHOTO: 'send a photo',
  'PHOTO with a text': 'send a photo with a text below it',
  'PHOTO of an album': 'send a photo of an album',
  TEXT: 'type a text',
  'TEXT that is a code': 'type a code',
  'TEXT without a character': 'type nothing visible',
  'TEXT of 256 characters': 'type 256 characters',
  'TEXT of 2001 characters': 'type 2001 characters',
  SKIP: 'skip',
  BACK: 'go back',
  CANCEL: 'cancel',
  RETRY: 'press Try again',
  CONTINUE: 'go on with the draft',
  DISCARD: 'discard the draft',
  CONFIRM: 'confirm it',
  ACTIVATE: 'make the card active again',
  SUSPEND: 'put the card under review',
  MARK_STOLEN: 'report the card lost or stolen',
  RETIRE: 'retire the card',
  QR: 'ask for the QR code',
  STALE: 'press a button of an old message',
  UNKNOWN_COMMAND: 'send an unknown command',
  UNEXPECTED: 'send a sticker',
  'UNEXPECTED of an album': 'send a video of an album',
};

/** How an operation ends, in words. An outcome without words does not compile. */
const OUTCOMES: { readonly [N in OperationName]: Readonly<Record<OutcomeOf<N>, string>> } = {
  storeOriginal: {
    'done something': 'the photo is stored',
    'failed image_broken': 'the picture is broken',
    'failed store_unavailable': 'the photo store is away',
  },
  registerCard: {
    'done something': 'the card is registered',
    'failed gave_up': 'registering fails again and again',
    'failed card_changed': 'the card was registered by somebody else',
  },
  storePackaged: {
    'done null': 'the packaged photo is stored',
    'failed image_broken': 'the picture is broken',
    'failed store_unavailable': 'the photo store is away',
    'failed card_gone': 'the draft was discarded by somebody else',
    'failed card_changed': 'the draft was finished by somebody else',
  },
  activateCard: {
    'done null': 'the card is activated',
    'failed gave_up': 'activating fails again and again',
    'failed card_gone': 'the draft was discarded by somebody else',
    'failed card_changed': 'the draft was finished by somebody else',
  },
  listCards: {
    'done the only page': 'the only page comes',
    'done the newest page': 'the newest page comes',
    'done a middle page': 'a middle page comes',
    'done the oldest page': 'the oldest page comes',
    'failed gave_up': 'listing fails again and again',
  },
  loadCard: {
    'done null': 'the card is gone',
    'done draft': 'it is a draft',
    'done active': 'it is active',
    'done suspended': 'it is under review',
    'done stolen': 'it is lost or stolen',
    'done retired': 'it is retired',
    'failed gave_up': 'loading it fails again and again',
  },
  changeCard: {
    'done active': 'it is active again',
    'done suspended': 'it is under review',
    'done stolen': 'it is reported',
    'done retired': 'it is retired',
    'done gone': 'the card is gone',
    'done discarded': 'the draft is deleted',
    'done not_a_draft': 'it is no draft any more',
    'failed gave_up': 'changing it fails again and again',
    'failed card_changed': 'it was changed by somebody else',
  },
  loadStatistics: {
    'done something': 'the numbers come',
    'failed gave_up': 'counting fails again and again',
  },
};

/** Where an admin then is, in words. A state without words does not compile. */
const PLACES: Readonly<Record<StatePath, string>> = {
  home: 'the menu',
  'addCard.originalPhoto': 'the step of the original photo',
  'addCard.storingOriginal': 'storing the original photo',
  'addCard.originalFailed': 'the original photo that could not be stored',
  'addCard.name': 'the step of the name',
  'addCard.nameQuestion': 'the question whether a code is the name',
  'addCard.description': 'the step of the description',
  'addCard.registering': 'registering the card',
  'addCard.registeringFailed': 'the card that could not be registered',
  'addCard.packagedPhoto': 'the step of the packaged photo',
  'addCard.storingPackaged': 'storing the packaged photo',
  'addCard.packagedFailed': 'the packaged photo that could not be stored',
  'addCard.activating': 'activating the card',
  'addCard.activatingFailed': 'the card that could not be activated',
  'addCard.done': 'the summary of the card',
  'cards.loading': 'loading the list',
  'cards.failed': 'the list that could not be loaded',
  'cards.shown': 'the list',
  'openedCard.loading': 'loading the card',
  'openedCard.failed': 'the card that could not be loaded',
  'openedCard.shown': 'the card',
  'openedCard.reason': 'the question why',
  'openedCard.confirming': 'the question whether to do it',
  'openedCard.changing': 'changing the card',
  'openedCard.changingFailed': 'the card that could not be changed',
  'statistics.loading': 'counting',
  'statistics.failed': 'the numbers that could not be loaded',
  'statistics.shown': 'the numbers',
};

/** The sentence for a path: what is done and what comes of it, and where that leads. */
export function sentenceOf(steps: readonly Step[], end: StatePath, last: Expected): string {
  const deeds = steps.map(wordsOf).join(', ');
  return `${deeds.charAt(0).toUpperCase()}${deeds.slice(1)}: ${endingOf(end, last)}`;
}

function wordsOf({ name, operation }: Step): string {
  const words: Readonly<Record<string, string>> = operation === null ? DEEDS : OUTCOMES[operation];
  const found = words[name];
  if (found === undefined) throw new Error(`there are no words for ${name}`);
  return found;
}

function endingOf(end: StatePath, last: Expected): string {
  if (last === IGNORED) return `${PLACES[end]}, and nothing is said about it`;
  const sent = last.sends === null ? '' : `, and the ${SENT[last.sends]}`;
  const said = last.notice === null ? '' : `, and “${last.notice.replaceAll('_', ' ')}”`;
  return `${PLACES[end]}${sent}${said}`;
}

const SENT = { qr: 'QR code', photos: 'photos' } as const;
