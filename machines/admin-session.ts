import { addCard } from './add-card.ts';
import { cancelled, finishLater } from './add-card-parts.ts';
import { refused, refusedPhoto } from './albums.ts';
import { cards } from './cards.ts';
import { emptyContext } from './context.ts';
import { openedCard } from './opened-card.ts';
import { adminSetup } from './setup.ts';
import { statistics } from './statistics.ts';

const notHere = { actions: { type: 'note', params: { code: 'not_here' } } } as const;
const unexpected = { actions: { type: 'note', params: { code: 'unexpected' } } } as const;
const unknownCommand = { actions: { type: 'note', params: { code: 'unknown_command' } } } as const;
const staleButton = { actions: { type: 'note', params: { code: 'stale_button' } } } as const;

/**
 * What an admin session can be: home, the wizard, the card list, one card and the statistics.
 *
 * Events come from outside with an id each (`AdminEvent`); effects are invoked operations
 * (`OperationTypes`) whose results come back as done and error events. Every state answers every
 * event: what a state does not name itself is answered here, with another place or with a notice.
 */
export const adminMachine = adminSetup.createMachine({
  id: 'admin',
  context: emptyContext,
  initial: 'home',
  on: {
    HOME: { target: '.home' },
    ADD: [
      {
        guard: 'hasUnfinishedCard',
        target: '.addCard',
        actions: { type: 'note', params: { code: 'wizard_running' } },
      },
      {
        guard: 'hasRegisteredCard',
        target: '.addCard.originalPhoto',
        actions: ['startCard', { type: 'note', params: { code: 'draft_kept' } }],
      },
      { target: '.addCard.originalPhoto', actions: 'startCard' },
    ],
    RESUME: [{ guard: 'hasCard', target: '.addCard' }, notHere],
    CARDS: { target: '.cards', actions: ['firstPage', 'begin'] },
    OPEN: { target: '.openedCard', actions: ['openCard', 'begin'] },
    STATISTICS: { target: '.statistics', actions: 'begin' },
    HELP: { actions: { type: 'note', params: { code: 'help' } } },
    CANCEL: { target: '.home' },
    PHOTO: refusedPhoto('unexpected'),
    TEXT: unexpected,
    UNEXPECTED: refused('unexpected'),
    STALE: staleButton,
    UNKNOWN_COMMAND: unknownCommand,
    SKIP: notHere,
    BACK: notHere,
    RETRY: notHere,
    OLDER: notHere,
    NEWER: notHere,
    CONTINUE: notHere,
    DISCARD: notHere,
    CONFIRM: notHere,
    DEACTIVATE: notHere,
    REACTIVATE: notHere,
    QR: notHere,
  },
  states: {
    home: {
      entry: 'dropEmptyCard',
      exit: 'clear',
      on: {
        CANCEL: [
          { guard: 'hasRegisteredCard', ...finishLater },
          { guard: 'hasUnfinishedCard', ...cancelled },
          { actions: { type: 'note', params: { code: 'nothing_to_cancel' } } },
        ],
      },
    },
    addCard,
    cards,
    openedCard,
    statistics,
  },
});

export type AdminMachine = typeof adminMachine;
