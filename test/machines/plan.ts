import type { CardStatus } from '../../machines/context.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { AdminCase } from './cases.ts';
import {
  beginsAnother,
  goes,
  input,
  isUnfinished,
  type Outcome,
  type Rule,
  resumed,
  SAVING,
  says,
  sendsQr,
} from './plan-rules.ts';

type Answers = Readonly<Partial<Record<AdminCase, Rule>>>;

const wantsPhoto = (storing: StatePath) => input('photo_wanted', goes(storing), 'photo_wanted');
const wantsText = input('text_wanted', says('text_wanted'), 'text_wanted');

/** A name; what looks like a code or a link is asked about. */
const takesName: Answers = {
  TEXT: goes('addCard.description'),
  'TEXT that is a code': goes('addCard.nameQuestion'),
  'TEXT without a character': says('name_empty'),
  'TEXT of 256 characters': says('name_too_long'),
  'TEXT of 2001 characters': says('name_too_long'),
};

/** The wizard is open already: its card is not lost to a new one, and nothing is resumed. */
const inWizard: Answers = { ADD: beginsAnother, RESUME: says('not_here') };

const cancelled = goes('home', 'cancelled');
const later = goes('home', 'draft_kept');
const keepsPhoto: Rule = ({ card }) =>
  card?.original ? goes('addCard.name') : says('photo_needed');

const continues: Rule = (context) => {
  if (isUnfinished(context)) return goes(resumed(context), 'wizard_running');
  return context.opened?.status === 'draft'
    ? { ...goes('addCard.packagedPhoto'), sends: 'qr' }
    : says('not_here');
};

/** Only for a card of this status. */
const only =
  (status: CardStatus, outcome: Outcome): Rule =>
  ({ opened }) =>
    opened?.status === status ? outcome : says('not_here');

/**
 * What an admin session is to do, written down apart from the machine, which is held against it:
 * in every state, what each event does that is not answered as anywhere, and where each result leads.
 * A state without an entry does not compile.
 */
export const PLAN: Readonly<Record<StatePath, Readonly<Record<string, Rule>> & Answers>> = {
  home: {
    CANCEL: (context) => {
      if (context.card?.registered) return later;
      return context.card === null ? says('nothing_to_cancel') : cancelled;
    },
  },
  'addCard.originalPhoto': {
    ...inWizard,
    ...wantsPhoto('addCard.storingOriginal'),
    SKIP: keepsPhoto,
    BACK: goes('home'),
    CANCEL: cancelled,
  },
  'addCard.storingOriginal': {
    ...SAVING,
    CANCEL: cancelled,
    'done something': goes('addCard.name'),
    'failed image_broken': goes('addCard.originalPhoto', 'image_broken'),
    'failed store_unavailable': goes('addCard.originalFailed'),
  },
  'addCard.originalFailed': {
    ...inWizard,
    ...wantsPhoto('addCard.storingOriginal'),
    RETRY: goes('addCard.storingOriginal'),
    SKIP: keepsPhoto,
    BACK: goes('addCard.originalPhoto'),
    CANCEL: cancelled,
  },
  'addCard.name': {
    ...inWizard,
    ...wantsText,
    ...takesName,
    SKIP: ({ card }) => (card?.name ? goes('addCard.description') : says('name_needed')),
    BACK: goes('addCard.originalPhoto'),
    CANCEL: cancelled,
  },
  'addCard.nameQuestion': {
    ...inWizard,
    ...wantsText,
    ...takesName,
    CONFIRM: goes('addCard.description'),
    SKIP: goes('addCard.description'),
    BACK: goes('addCard.name'),
    CANCEL: cancelled,
  },
  'addCard.description': {
    ...inWizard,
    ...wantsText,
    TEXT: goes('addCard.registering'),
    'TEXT that is a code': goes('addCard.registering'),
    'TEXT of 256 characters': goes('addCard.registering'),
    'TEXT of 2001 characters': says('description_too_long'),
    SKIP: goes('addCard.registering'),
    BACK: goes('addCard.name'),
    CANCEL: cancelled,
  },
  'addCard.registering': {
    ...SAVING,
    CANCEL: cancelled,
    'done something': { ...goes('addCard.packagedPhoto'), sends: 'qr' },
    'failed gave_up': goes('addCard.registeringFailed'),
    'failed card_changed': goes('openedCard.loading', 'card_changed'),
  },
  'addCard.registeringFailed': {
    ...inWizard,
    RETRY: goes('addCard.registering'),
    BACK: goes('addCard.description'),
    CANCEL: cancelled,
  },
  'addCard.packagedPhoto': {
    ...inWizard,
    ...wantsPhoto('addCard.storingPackaged'),
    SKIP: goes('addCard.activating'),
    BACK: says('no_way_back'),
    QR: sendsQr,
    CANCEL: later,
  },
  'addCard.storingPackaged': {
    ...SAVING,
    CANCEL: later,
    'done null': goes('addCard.done'),
    'failed image_broken': goes('addCard.packagedPhoto', 'image_broken'),
    'failed store_unavailable': goes('addCard.packagedFailed'),
    'failed card_gone': goes('home', 'card_gone'),
    'failed card_changed': goes('openedCard.loading', 'card_changed'),
  },
  'addCard.packagedFailed': {
    ...inWizard,
    ...wantsPhoto('addCard.storingPackaged'),
    RETRY: goes('addCard.storingPackaged'),
    SKIP: goes('addCard.activating'),
    BACK: goes('addCard.packagedPhoto'),
    CANCEL: later,
  },
  'addCard.activating': {
    ...SAVING,
    CANCEL: later,
    'done null': goes('addCard.done'),
    'failed gave_up': goes('addCard.activatingFailed'),
    'failed card_gone': goes('home', 'card_gone'),
    'failed card_changed': goes('openedCard.loading', 'card_changed'),
  },
  'addCard.activatingFailed': {
    ...inWizard,
    RETRY: goes('addCard.activating'),
    BACK: goes('addCard.packagedPhoto'),
    CANCEL: later,
  },
  'addCard.done': {
    ...inWizard,
    ADD: goes('addCard.originalPhoto'),
    BACK: goes('home'),
    CANCEL: goes('home'),
  },
  'cards.loading': {
    'done the only page': goes('cards.shown'),
    'done the newest page': goes('cards.shown'),
    'done a middle page': goes('cards.shown'),
    'done the oldest page': goes('cards.shown'),
    'failed gave_up': goes('cards.failed'),
  },
  'cards.failed': { RETRY: goes('cards.loading'), BACK: goes('home') },
  'cards.shown': {
    OLDER: ({ list }) => (list?.older ? goes('cards.loading') : says('not_here')),
    NEWER: ({ list }) => (list?.newer ? goes('cards.loading') : says('not_here')),
    BACK: goes('home'),
  },
  'openedCard.loading': {
    'done null': goes('cards.loading', 'card_gone'),
    'done draft': goes('openedCard.shown'),
    'done active': { ...goes('openedCard.shown'), sends: 'photos' },
    'done deactivated': { ...goes('openedCard.shown'), sends: 'photos' },
    'failed gave_up': goes('openedCard.failed'),
  },
  'openedCard.failed': { RETRY: goes('openedCard.loading'), BACK: goes('cards.loading') },
  'openedCard.shown': {
    CONTINUE: continues,
    DISCARD: only('draft', goes('openedCard.confirming')),
    DEACTIVATE: only('active', goes('openedCard.deactivating')),
    REACTIVATE: only('deactivated', goes('openedCard.reactivating')),
    QR: sendsQr,
    BACK: goes('cards.loading'),
  },
  'openedCard.confirming': {
    CONFIRM: goes('openedCard.discarding'),
    BACK: goes('openedCard.shown'),
    CANCEL: goes('openedCard.shown'),
  },
  'openedCard.discarding': {
    ...SAVING,
    CANCEL: goes('openedCard.shown'),
    'done true': goes('cards.loading', 'draft_discarded'),
    'done false': goes('openedCard.loading', 'not_a_draft'),
    'failed gave_up': goes('openedCard.discardingFailed'),
  },
  'openedCard.discardingFailed': changeFailed('openedCard.discarding'),
  'openedCard.deactivating': changing('openedCard.deactivatingFailed', 'card_deactivated'),
  'openedCard.deactivatingFailed': changeFailed('openedCard.deactivating'),
  'openedCard.reactivating': changing('openedCard.reactivatingFailed', 'card_activated'),
  'openedCard.reactivatingFailed': changeFailed('openedCard.reactivating'),
  'statistics.loading': {
    'done something': goes('statistics.shown'),
    'failed gave_up': goes('statistics.failed'),
  },
  'statistics.failed': { RETRY: goes('statistics.loading'), BACK: goes('home') },
  'statistics.shown': { BACK: goes('home') },
};

function changing(failed: StatePath, notice: 'card_activated' | 'card_deactivated') {
  return {
    ...SAVING,
    CANCEL: goes('openedCard.shown'),
    'done null': goes('cards.loading', 'card_gone'),
    'done active': goes('openedCard.shown', notice),
    'done deactivated': goes('openedCard.shown', notice),
    'failed gave_up': goes(failed),
    'failed card_changed': goes('openedCard.loading', 'card_changed'),
  };
}

function changeFailed(change: StatePath) {
  return { RETRY: goes(change), BACK: goes('openedCard.shown'), CANCEL: goes('openedCard.shown') };
}
