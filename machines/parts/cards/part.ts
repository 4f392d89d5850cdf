import { assign } from 'xstate';
import { base } from '../../doors.ts';
import { recordFailure } from '../../session/failures.ts';
import type { PartOf } from '../../session/part.ts';
import { readingFailed, waiting } from '../../session/patterns.ts';
import { changes, type Situation } from '../../session/setup.ts';
import { changeSlice, requireSlice, sliceOf } from '../../session/slices.ts';
import { CARDS_EVENTS, cardsPlace, cardsSlice } from './slice.ts';

const guards = {
  hasOlder: ({ context }: Situation) => sliceOf('cards', context)?.list?.older != null,
  hasNewer: ({ context }: Situation) => sliceOf('cards', context)?.list?.newer != null,
};

const actions = {
  olderPage: changes(({ context }) => {
    const cursor = sliceOf('cards', context)?.list?.older;
    return cursor ? changeSlice('cards', context, { page: { from: 'older', cursor } }) : {};
  }),
  newerPage: changes(({ context }) => {
    const cursor = sliceOf('cards', context)?.list?.newer;
    return cursor ? changeSlice('cards', context, { page: { from: 'newer', cursor } }) : {};
  }),
};

/** The card list: a page is read from the database and shown. A card that is opened leads back to the same page. */
const states = base.extend({ guards, actions }).createStateConfig({
  initial: 'loading',
  on: {
    OPEN: {
      target: '#admin.openedCard',
      actions: [
        {
          type: 'openCard',
          params: ({ context, event }) => ({
            cardId: event.cardId,
            from: { part: 'cards', page: requireSlice('cards', context).page },
          }),
        },
        'begin',
      ],
    },
  },
  states: {
    loading: {
      ...waiting,
      invoke: {
        id: 'listCards',
        src: 'listCards',
        input: ({ context }) => ({ page: requireSlice('cards', context).page }),
        onDone: {
          target: 'shown',
          actions: assign(({ context, event }) =>
            changeSlice('cards', context, { list: event.output }),
          ),
        },
        onError: { target: 'failed', actions: recordFailure },
      },
    },
    failed: readingFailed,
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

const entrances = base.createStateConfig({
  on: { CARDS: { target: '.cards', actions: ['showNewestCards', 'begin'] } },
});

export const cards = {
  name: 'cards',
  slice: cardsSlice,
  kept: null,
  place: cardsPlace,
  events: CARDS_EVENTS,
  notices: [],
  operations: ['listCards'],
  guards,
  actions,
  states,
  entrances: entrances.on,
  isWhole: ({ context }) => sliceOf('cards', context) !== null,
  holds: () => [],
} satisfies PartOf<'cards'>;
