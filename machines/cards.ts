import { assign } from 'xstate';
import { recordFailure } from './failures.ts';
import { adminSetup } from './setup.ts';

/** The card list: a page is read from the database and shown. */
export const cards = adminSetup.createStateConfig({
  initial: 'loading',
  states: {
    loading: {
      tags: 'busy',
      exit: 'clearSaving',
      invoke: {
        id: 'listCards',
        src: 'listCards',
        input: ({ context }) => ({ page: context.page }),
        onDone: {
          target: 'shown',
          actions: assign(({ event }) => ({ list: event.output })),
        },
        onError: { target: 'failed', actions: recordFailure },
      },
    },
    failed: {
      tags: 'failed',
      exit: 'clear',
      on: { RETRY: { target: 'loading', actions: 'beginAgain' }, BACK: { target: '#admin.home' } },
    },
    shown: {
      exit: 'clear',
      on: {
        OLDER: { guard: 'hasOlder', target: 'loading', actions: ['olderPage', 'begin'] },
        NEWER: { guard: 'hasNewer', target: 'loading', actions: ['newerPage', 'begin'] },
        BACK: { target: '#admin.home' },
      },
    },
  },
});
