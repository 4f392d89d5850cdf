import { assign } from 'xstate';
import { base } from '../../doors.ts';
import { recordFailure } from '../../session/failures.ts';
import type { PartOf } from '../../session/part.ts';
import { readingFailed, waiting } from '../../session/patterns.ts';
import { changes } from '../../session/setup.ts';
import { changeSlice, sliceOf } from '../../session/slices.ts';
import { STATISTICS_EVENTS, statisticsSlice } from './slice.ts';

const actions = {
  showStatistics: changes(() => ({ trail: [], slice: { part: 'statistics', totals: null } })),
};

const own = base.extend({ actions });

/** The statistics: read from the database and shown. */
const states = own.createStateConfig({
  initial: 'loading',
  states: {
    loading: {
      ...waiting,
      invoke: {
        id: 'loadStatistics',
        src: 'loadStatistics',
        input: null,
        onDone: {
          target: 'shown',
          actions: assign(({ context, event }) =>
            changeSlice('statistics', context, { totals: event.output }),
          ),
        },
        onError: { target: 'failed', actions: recordFailure },
      },
    },
    failed: readingFailed,
    shown: { exit: 'clear', on: { BACK: { target: '#admin.home' } } },
  },
});

const entrances = own.createStateConfig({
  on: { STATISTICS: { target: '.statistics', actions: ['showStatistics', 'begin'] } },
});

export const statistics = {
  name: 'statistics',
  slice: statisticsSlice,
  kept: null,
  place: null,
  events: STATISTICS_EVENTS,
  notices: [],
  operations: ['loadStatistics'],
  guards: {},
  actions,
  states,
  entrances: entrances.on,
  isWhole: ({ context }) => sliceOf('statistics', context) !== null,
  holds: () => [],
} satisfies PartOf<'statistics'>;
