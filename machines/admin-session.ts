import { actions, entrances, guards, NOTHING_KEPT, operationLogic, states } from './all-parts.ts';
import { base } from './doors.ts';
import { cancelled, finishLater } from './parts/add-card/steps.ts';
import { refused, refusedPhoto } from './session/albums.ts';
import { emptyContext } from './session/context.ts';
import { note } from './session/patterns.ts';

/**
 * What an admin session can be: home, and its parts.
 *
 * Events come from outside with an id each (`AdminEvent`); effects are invoked operations
 * (`OperationTypes`) whose results come back as done and error events. Every state answers every
 * event: what a state does not name itself is answered here, with another place or with a notice.
 */
export const adminMachine = base
  .extend({ guards, actions })
  .createMachine({
    id: 'admin',
    context: () => emptyContext(NOTHING_KEPT),
    initial: 'home',
    on: {
      HOME: { target: '.home' },
      ...entrances,
      HELP: note('help'),
      CANCEL: { target: '.home' },
      PHOTO: refusedPhoto('unexpected'),
      TEXT: note('unexpected'),
      UNEXPECTED: refused('unexpected'),
      STALE: note('stale_button'),
      UNKNOWN_COMMAND: note('unknown_command'),
      '*': { guard: 'isOfAdmin', ...note('not_here') },
    },
    states: {
      home: {
        entry: 'comeHome',
        exit: 'clear',
        on: {
          CANCEL: [
            { guard: 'hasRegisteredCard', ...finishLater },
            { guard: 'hasUnfinishedCard', ...cancelled },
            note('nothing_to_cancel'),
          ],
        },
      },
      ...states,
    },
  })
  .provide({ actors: operationLogic });

export type AdminMachine = typeof adminMachine;
