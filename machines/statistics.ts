import { assign } from 'xstate';
import { recordFailure } from './failures.ts';
import { adminSetup } from './setup.ts';

/** The statistics: read from the database and shown. */
export const statistics = adminSetup.createStateConfig({
  initial: 'loading',
  states: {
    loading: {
      tags: 'busy',
      exit: 'clearSaving',
      invoke: {
        id: 'loadStatistics',
        src: 'loadStatistics',
        input: null,
        onDone: {
          target: 'shown',
          actions: assign(({ event }) => ({ statistics: event.output })),
        },
        onError: { target: 'failed', actions: recordFailure },
      },
    },
    failed: {
      tags: 'failed',
      exit: 'clear',
      on: { RETRY: { target: 'loading', actions: 'beginAgain' }, BACK: { target: '#admin.home' } },
    },
    shown: { exit: 'clear', on: { BACK: { target: '#admin.home' } } },
  },
});
