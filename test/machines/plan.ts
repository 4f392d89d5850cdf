import type { CardStatus } from '../../machines/card-life.ts';
import type { AdminContext } from '../../machines/session/context.ts';
import { sliceOf } from '../../machines/session/slices.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { AdminCase } from './cases.ts';
import {
  beginsAnother,
  goes,
  input,
  inWizard,
  isUnfinished,
  type Outcome,
  opened,
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
const runningWizard: Answers = { ADD: beginsAnother, RESUME: says('not_here') };

const cancelled = goes('home', 'cancelled');
const later = goes('home', 'draft_kept');
const keepsPhoto: Rule = (context) =>
  inWizard(context)?.original ? goes('addCard.name') : says('photo_needed');

const continues: Rule = (context) => {
  if (opened(context)?.status !== 'draft') return says('not_here');
  if (isUnfinished(context)) return goes(resumed(context), 'wizard_running');
  return { ...goes('addCard.packagedPhoto'), sends: 'qr' };
};

const listed = (context: AdminContext) => sliceOf('cards', context)?.list;

const CHANGED = {
  activate: 'card_activated',
  suspend: 'card_suspended',
  markStolen: 'card_stolen',
  retire: 'card_retired',
  discard: 'draft_discarded',
} as const;

/** What was changed is said as it was asked for. */
const changed: Rule = (context) => {
  const change = sliceOf('openedCard', context)?.change;
  return goes('openedCard.shown', change ? CHANGED[change] : null);
};

/** Only for a card of one of these statuses. */
const only =
  (statuses: readonly CardStatus[], outcome: Outcome): Rule =>
  (context) => {
    const status = opened(context)?.status;
    return status !== undefined && statuses.includes(status) ? outcome : says('not_here');
  };

/** A card that is stolen or retired is asked about once more. */
const reasonGiven: Rule = (context) =>
  goes(
    sliceOf('openedCard', context)?.change === 'suspend'
      ? 'openedCard.changing'
      : 'openedCard.confirming',
  );

/**
 * What an admin session is to do, written down apart from the machine, which is held against it:
 * in every state, what each event does that is not answered as anywhere, and where each result leads.
 * A state without an entry does not compile.
 */
export const PLAN: Readonly<Record<StatePath, Readonly<Record<string, Rule>> & Answers>> = {
  home: {
    CANCEL: (context) => {
      if (inWizard(context)?.registered) return later;
      return inWizard(context) === null ? says('nothing_to_cancel') : cancelled;
    },
  },
  'addCard.originalPhoto': {
    ...runningWizard,
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
    ...runningWizard,
    ...wantsPhoto('addCard.storingOriginal'),
    RETRY: goes('addCard.storingOriginal'),
    SKIP: keepsPhoto,
    BACK: goes('addCard.originalPhoto'),
    CANCEL: cancelled,
  },
  'addCard.name': {
    ...runningWizard,
    ...wantsText,
    ...takesName,
    SKIP: (context) =>
      inWizard(context)?.name ? goes('addCard.description') : says('name_needed'),
    BACK: goes('addCard.originalPhoto'),
    CANCEL: cancelled,
  },
  'addCard.nameQuestion': {
    ...runningWizard,
    ...wantsText,
    ...takesName,
    CONFIRM: goes('addCard.description'),
    SKIP: goes('addCard.description'),
    BACK: goes('addCard.name'),
    CANCEL: cancelled,
  },
  'addCard.description': {
    ...runningWizard,
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
    ...runningWizard,
    RETRY: goes('addCard.registering'),
    BACK: goes('addCard.description'),
    CANCEL: cancelled,
  },
  'addCard.packagedPhoto': {
    ...runningWizard,
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
    ...runningWizard,
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
    ...runningWizard,
    RETRY: goes('addCard.activating'),
    BACK: goes('addCard.packagedPhoto'),
    CANCEL: later,
  },
  'addCard.done': {
    ...runningWizard,
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
    OLDER: (context) => (listed(context)?.older ? goes('cards.loading') : says('not_here')),
    NEWER: (context) => (listed(context)?.newer ? goes('cards.loading') : says('not_here')),
    BACK: goes('home'),
  },
  'openedCard.loading': {
    'done null': goes('cards.loading', 'card_gone'),
    'done draft': goes('openedCard.shown'),
    'done active': { ...goes('openedCard.shown'), sends: 'photos' },
    'done suspended': { ...goes('openedCard.shown'), sends: 'photos' },
    'done stolen': { ...goes('openedCard.shown'), sends: 'photos' },
    'done retired': { ...goes('openedCard.shown'), sends: 'photos' },
    'failed gave_up': goes('openedCard.failed'),
  },
  'openedCard.failed': { RETRY: goes('openedCard.loading'), BACK: goes('cards.loading') },
  'openedCard.shown': {
    CONTINUE: continues,
    DISCARD: only(['draft'], goes('openedCard.confirming')),
    ACTIVATE: only(['suspended', 'stolen', 'retired'], goes('openedCard.changing')),
    SUSPEND: only(['active'], goes('openedCard.reason')),
    MARK_STOLEN: only(['active', 'suspended', 'retired'], goes('openedCard.reason')),
    RETIRE: only(['active', 'suspended', 'stolen'], goes('openedCard.reason')),
    QR: sendsQr,
    BACK: goes('cards.loading'),
  },
  'openedCard.reason': {
    ...wantsText,
    TEXT: reasonGiven,
    'TEXT that is a code': reasonGiven,
    'TEXT without a character': says('reason_too_short'),
    'TEXT of 256 characters': says('reason_too_long'),
    'TEXT of 2001 characters': says('reason_too_long'),
    BACK: goes('openedCard.shown'),
    CANCEL: goes('openedCard.shown'),
  },
  'openedCard.confirming': {
    CONFIRM: goes('openedCard.changing'),
    BACK: (context) =>
      goes(
        sliceOf('openedCard', context)?.change === 'discard'
          ? 'openedCard.shown'
          : 'openedCard.reason',
      ),
    CANCEL: goes('openedCard.shown'),
  },
  'openedCard.changing': {
    ...SAVING,
    CANCEL: goes('openedCard.shown'),
    'done active': changed,
    'done suspended': changed,
    'done stolen': changed,
    'done retired': changed,
    'done gone': goes('cards.loading', 'card_gone'),
    'done discarded': goes('cards.loading', 'draft_discarded'),
    'done not_a_draft': goes('openedCard.loading', 'not_a_draft'),
    'failed gave_up': goes('openedCard.changingFailed'),
    'failed card_changed': goes('openedCard.loading', 'card_changed'),
  },
  'openedCard.changingFailed': {
    RETRY: goes('openedCard.changing'),
    BACK: goes('openedCard.shown'),
    CANCEL: goes('openedCard.shown'),
  },
  'statistics.loading': {
    'done something': goes('statistics.shown'),
    'failed gave_up': goes('statistics.failed'),
  },
  'statistics.failed': { RETRY: goes('statistics.loading'), BACK: goes('home') },
  'statistics.shown': { BACK: goes('home') },
};
