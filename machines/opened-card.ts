import { assign } from 'xstate';
import { stillSavingHandlers } from './busy.ts';
import { recordFailure } from './failures.ts';
import { adminSetup, withDelivery } from './setup.ts';

const toList = { target: '#admin.cards', actions: 'begin' } as const;

const cardGone = {
  target: '#admin.cards',
  actions: ['beginAgain', { type: 'note', params: { code: 'card_gone' } }],
} as const;

const loading = adminSetup.createStateConfig({
  tags: 'busy',
  exit: 'clearSaving',
  invoke: {
    id: 'loadCard',
    src: 'loadCard',
    input: ({ context }) => ({ cardId: context.openedId ?? '' }),
    onDone: [
      {
        guard: ({ event }) => event.output !== null,
        target: 'shown',
        actions: assign(({ context, event }) => ({
          opened: event.output,
          deliveries:
            event.output === null || event.output.photos === 0
              ? context.deliveries
              : withDelivery(context, {
                  kind: 'photos',
                  key: `photos:${context.operation?.id ?? ''}`,
                  cardId: event.output.id,
                }),
        })),
      },
      cardGone,
    ],
    onError: { target: 'failed', actions: recordFailure },
  },
});

const failed = adminSetup.createStateConfig({
  tags: 'failed',
  exit: 'clear',
  on: { RETRY: { target: 'loading', actions: 'beginAgain' }, BACK: toList },
});

const shown = adminSetup.createStateConfig({
  exit: 'clear',
  on: {
    CONTINUE: [
      {
        guard: 'hasUnregisteredCard',
        actions: { type: 'note', params: { code: 'wizard_running' } },
      },
      {
        guard: 'openedDraft',
        target: '#admin.addCard.packagedPhoto',
        actions: 'continueDraft',
      },
    ],
    DISCARD: { guard: 'openedDraft', target: 'confirming' },
    DEACTIVATE: { guard: 'openedActive', target: 'deactivating', actions: 'begin' },
    REACTIVATE: { guard: 'openedDeactivated', target: 'reactivating', actions: 'begin' },
    QR: { actions: 'deliverQr' },
    BACK: toList,
  },
});

const confirming = adminSetup.createStateConfig({
  exit: 'clear',
  on: {
    CONFIRM: { target: 'discarding', actions: 'begin' },
    BACK: { target: 'shown' },
    CANCEL: { target: 'shown' },
  },
});

const discarding = adminSetup.createStateConfig({
  tags: 'busy',
  exit: 'clearSaving',
  invoke: {
    id: 'discardDraft',
    src: 'discardDraft',
    input: ({ context }) => ({ cardId: context.openedId ?? '' }),
    onDone: [
      {
        guard: ({ event }) => event.output.discarded,
        target: '#admin.cards',
        actions: [
          'forgetOpened',
          'beginAgain',
          { type: 'note', params: { code: 'draft_discarded' } },
        ],
      },
      {
        target: 'loading',
        actions: ['beginAgain', { type: 'note', params: { code: 'not_a_draft' } }],
      },
    ],
    onError: { target: 'changeFailed', actions: recordFailure },
  },
  on: { ...stillSavingHandlers, CANCEL: stillSavingHandlers.SKIP },
});

function changing(status: 'active' | 'deactivated') {
  return adminSetup.createStateConfig({
    tags: 'busy',
    exit: 'clearSaving',
    invoke: {
      id: 'setStatus',
      src: 'setStatus',
      input: ({ context }) => ({ cardId: context.openedId ?? '', status }),
      onDone: [
        {
          guard: ({ event }) => event.output !== null,
          target: 'shown',
          actions: [
            assign(({ event }) => ({ opened: event.output })),
            {
              type: 'note',
              params: {
                code: status === 'active' ? 'card_activated' : 'card_deactivated',
              },
            },
          ],
        },
        cardGone,
      ],
      onError: { target: 'changeFailed', actions: recordFailure },
    },
    on: { ...stillSavingHandlers, CANCEL: stillSavingHandlers.SKIP },
  });
}

const changeFailed = adminSetup.createStateConfig({
  tags: 'failed',
  exit: 'clear',
  on: {
    RETRY: { target: 'loading', actions: 'beginAgain' },
    BACK: { target: 'loading', actions: 'begin' },
    CANCEL: { target: 'loading', actions: 'begin' },
  },
});

/** One card from the list: seen with its photos, switched off and on, or, as a draft, gone on with or discarded. */
export const openedCard = adminSetup.createStateConfig({
  initial: 'loading',
  states: {
    loading,
    failed,
    shown,
    confirming,
    discarding,
    deactivating: changing('deactivated'),
    reactivating: changing('active'),
    changeFailed,
  },
});
