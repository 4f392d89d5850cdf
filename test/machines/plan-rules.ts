import type { AdminContext, NoticeCode } from '../../machines/session/context.ts';
import { sliceOf } from '../../machines/session/slices.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { type AdminCase, ALBUM } from './cases.ts';

/** What an event is to do: where it leads (null: the session stays where it is), which notice it leaves, and what it has sent. */
export interface Outcome {
  readonly to: StatePath | null;
  readonly notice: NoticeCode | null;
  readonly sends: 'qr' | 'photos' | null;
}

/** What only the later parts of an album do: nothing at all. */
export const IGNORED = 'ignored';

export type Expected = Outcome | typeof IGNORED;

/** What is to happen, where it depends on the context, as a function of it. */
export type Rule = Expected | ((context: AdminContext) => Expected);

export const goes = (to: StatePath, notice: NoticeCode | null = null): Outcome => ({
  to,
  notice,
  sends: null,
});
export const says = (notice: NoticeCode): Outcome => ({ to: null, notice, sends: null });
export const sendsQr: Outcome = { to: null, notice: null, sends: 'qr' };

/** Of what an album holds beside photos, the first part is answered. */
const once =
  (notice: NoticeCode): Rule =>
  ({ albums }) =>
    albums.some(({ id, told }) => id.endsWith(` ${ALBUM}`) && told) ? IGNORED : says(notice);

/** Of an album of photos the first part is answered by `first`; the next is told once. */
const first =
  (first: Outcome): Rule =>
  ({ albums }) => {
    const known = albums.find(({ id }) => id === ALBUM);
    if (known === undefined) return first;
    return known.told ? IGNORED : says('album_first_taken');
  };

/** The card in the wizard, and the one that is opened. */
export const inWizard = ({ kept }: AdminContext) => kept.addCard;
export const opened = (context: AdminContext) => sliceOf('openedCard', context)?.card ?? null;

/** Where a card that was left comes back to. */
export const resumed = (context: AdminContext): StatePath => {
  const card = inWizard(context);
  if (card?.registered) return card.incoming ? 'addCard.packagedFailed' : 'addCard.packagedPhoto';
  if (card?.incoming) return 'addCard.originalFailed';
  if (card?.name != null) return 'addCard.description';
  return card?.original ? 'addCard.name' : 'addCard.originalPhoto';
};

/** A card that something was sent for, and that is not registered yet: the only one that can be lost. */
export const isUnfinished = (context: AdminContext) => {
  const card = inWizard(context);
  return card !== null && !card.registered && (card.original !== null || card.incoming !== null);
};

const begun = (context: AdminContext) =>
  goes('addCard.originalPhoto', inWizard(context)?.registered ? 'draft_kept' : null);

/** A new card, unless there is one that would be lost to it: then that one. */
export const begins: Rule = (context) =>
  isUnfinished(context) ? goes(resumed(context), 'wizard_running') : begun(context);

/** The same in the wizard, which is open already. */
export const beginsAnother: Rule = (context) =>
  isUnfinished(context) ? says('wizard_running') : begun(context);

type Answers = Readonly<Record<AdminCase, Rule>>;

/** The answers to all that an admin may send beside commands and presses. */
export const input = (text: NoticeCode, photo: Outcome, other: NoticeCode) =>
  ({
    TEXT: says(text),
    'TEXT that is a code': says(text),
    'TEXT without a character': says(text),
    'TEXT of 256 characters': says(text),
    'TEXT of 2001 characters': says(text),
    PHOTO: photo,
    'PHOTO with a text': photo.to === null ? photo : { ...photo, notice: 'caption_dropped' },
    'PHOTO of an album': first(photo),
    UNEXPECTED: says(other),
    'UNEXPECTED of an album': once(other),
  }) satisfies Partial<Answers>;

/** What every event does where a state has nothing of its own to say to it. */
export const ANYWHERE: Answers = {
  HOME: goes('home'),
  ADD: begins,
  RESUME: (context) => (inWizard(context) ? goes(resumed(context)) : says('not_here')),
  CARDS: goes('cards.loading'),
  OPEN: goes('openedCard.loading'),
  'OPEN of the card in the wizard': goes('openedCard.loading'),
  STATISTICS: goes('statistics.loading'),
  HELP: says('help'),
  CANCEL: goes('home'),
  STALE: says('stale_button'),
  UNKNOWN_COMMAND: says('unknown_command'),
  ...input('unexpected', says('unexpected'), 'unexpected'),
  OLDER: says('not_here'),
  NEWER: says('not_here'),
  SKIP: says('not_here'),
  BACK: says('not_here'),
  RETRY: says('not_here'),
  CONTINUE: says('not_here'),
  DISCARD: says('not_here'),
  CONFIRM: says('not_here'),
  ACTIVATE: says('not_here'),
  SUSPEND: says('not_here'),
  MARK_STOLEN: says('not_here'),
  RETIRE: says('not_here'),
  QR: says('not_here'),
};

/** What every event does while something is saved; `CANCEL` is each state's own. */
export const SAVING: Omit<Answers, 'CANCEL'> = {
  ...input('still_saving', says('still_saving'), 'still_saving'),
  HOME: says('still_saving'),
  ADD: says('still_saving'),
  RESUME: says('still_saving'),
  CARDS: says('still_saving'),
  OPEN: says('still_saving'),
  'OPEN of the card in the wizard': says('still_saving'),
  STATISTICS: says('still_saving'),
  HELP: says('still_saving'),
  STALE: says('still_saving'),
  UNKNOWN_COMMAND: says('still_saving'),
  OLDER: says('still_saving'),
  NEWER: says('still_saving'),
  SKIP: says('still_saving'),
  BACK: says('still_saving'),
  RETRY: says('still_saving'),
  CONTINUE: says('still_saving'),
  DISCARD: says('still_saving'),
  CONFIRM: says('still_saving'),
  ACTIVATE: says('still_saving'),
  SUSPEND: says('still_saving'),
  MARK_STOLEN: says('still_saving'),
  RETIRE: says('still_saving'),
  QR: says('still_saving'),
};
