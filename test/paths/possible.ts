import type { PageRequest } from '../../machines/parts/cards/slice.ts';
import type { CardChange } from '../../machines/parts/opened-card/slice.ts';
import type { AdminSnapshot } from '../../machines/snapshot.ts';
import { statePath } from '../../machines/state-path.ts';
import type { OutcomeOf } from '../machines/cases.ts';

type Pages = OutcomeOf<'listCards'>;

/** Which pages a request can come to: nothing is newer than the newest page. */
const PAGES: Readonly<Record<PageRequest['from'], readonly Pages[]>> = {
  newest: ['done the only page', 'done the newest page', 'failed gave_up'],
  older: ['done a middle page', 'done the oldest page', 'failed gave_up'],
  newer: ['done the newest page', 'done a middle page', 'failed gave_up'],
};

/** What each change of a card can come to. */
const CHANGES: Readonly<Record<CardChange, readonly OutcomeOf<'changeCard'>[]>> = {
  activate: ['done active', 'done gone', 'failed gave_up', 'failed card_changed'],
  suspend: ['done suspended', 'done gone', 'failed gave_up', 'failed card_changed'],
  markStolen: ['done stolen', 'done gone', 'failed gave_up', 'failed card_changed'],
  retire: ['done retired', 'done gone', 'failed gave_up', 'failed card_changed'],
  discard: ['done discarded', 'done not_a_draft', 'failed gave_up'],
};

/**
 * Whether something can really come about in a session, so that it can be brought about with all
 * parts in place: an operation ends as the services end it, and no more than the machine allows.
 */
export function isPossible(name: string, snapshot: AdminSnapshot): boolean {
  if (name === 'OPEN of the card in the wizard') return false;
  const { slice } = snapshot.context;
  if (!isOutcome(name)) return true;
  switch (statePath(snapshot)) {
    case 'cards.loading':
      return slice?.part === 'cards' && PAGES[slice.page.from].some((page) => page === name);
    case 'openedCard.changing':
      return (
        slice?.part === 'openedCard' &&
        slice.change !== null &&
        CHANGES[slice.change].some((outcome) => outcome === name)
      );
    default:
      return true;
  }
}

function isOutcome(name: string): boolean {
  return /^(done|failed) /.test(name);
}

/** What leads nowhere: it is done at the end of a path. */
const NOWHERE = new Set([
  'HELP',
  'QR',
  'STALE',
  'UNKNOWN_COMMAND',
  'UNEXPECTED',
  'PHOTO with a text',
  'TEXT without a character',
  'TEXT of 256 characters',
  'TEXT of 2001 characters',
]);

/**
 * Whether a person comes to do this on the way somewhere: a card is opened from the list, and a
 * wizard resumed at home, where the buttons are; who heard that the rest of an album is ignored does
 * not look at cards meanwhile.
 */
export function isOnTheWay(name: string, snapshot: AdminSnapshot): boolean {
  if (NOWHERE.has(name)) return false;
  if (name === 'OPEN') return statePath(snapshot) === 'cards.shown';
  if (name === 'RESUME') return statePath(snapshot) === 'home';
  if (name !== 'CARDS' && name !== 'STATISTICS') return true;
  return !snapshot.context.albums.some(({ told }) => told);
}
