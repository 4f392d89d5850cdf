import { assign } from 'xstate';
import { stillSavingHandlers } from './busy.ts';
import type { AdminContext } from './context.ts';
import { recordFailure, whenCardChanged } from './failures.ts';
import { adminSetup, withDelivery } from './setup.ts';

const toList = { target: '#admin.cards', actions: 'begin' } as const;

const cardGone = {
  target: '#admin.cards',
  actions: ['forgetOpened', 'beginAgain', { type: 'note', params: { code: 'card_gone' } }],
} as const;

/** Somebody else has changed the card meanwhile: nothing was changed, and what it is now is read. */
const cardChanged = {
  guard: whenCardChanged,
  target: 'loading',
  actions: ['beginAgain', { type: 'note', params: { code: 'card_changed' } }],
} as const;

function requireOpenedId({ openedId }: AdminContext): string {
  if (openedId === null) throw new Error('no card is opened');
  return openedId;
}

const loading = adminSetup.createStateConfig({
  tags: 'busy',
  exit: 'clearSaving',
  invoke: {
    id: 'loadCard',
    src: 'loadCard',
    input: ({ context }) => ({ cardId: requireOpenedId(context) }),
    onDone: [
      {
        guard: { type: 'cardFound', params: ({ event }) => ({ card: event.output }) },
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
        guard: 'hasUnfinishedCard',
        target: '#admin.addCard',
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
    QR: { actions: ['clear', 'deliverOpenedQr'] },
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
    input: ({ context }) => ({ cardId: requireOpenedId(context) }),
    onDone: [
      {
        guard: {
          type: 'draftDiscarded',
          params: ({ event }) => ({ discarded: event.output.discarded }),
        },
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
    onError: { target: 'discardingFailed', actions: recordFailure },
  },
  on: { ...stillSavingHandlers, CANCEL: { target: 'shown' } },
});

/** Switches the card on or off; what fails leads to `failed`. */
function changing<F extends string>(status: 'active' | 'deactivated', failed: F) {
  return adminSetup.createStateConfig({
    tags: 'busy',
    exit: 'clearSaving',
    invoke: {
      id: 'setStatus',
      src: 'setStatus',
      input: ({ context }) => ({ cardId: requireOpenedId(context), status }),
      onDone: [
        {
          guard: { type: 'cardFound', params: ({ event }) => ({ card: event.output }) },
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
      onError: [cardChanged, { target: failed, actions: recordFailure }],
    },
    on: { ...stillSavingHandlers, CANCEL: { target: 'shown' } },
  });
}

/** A change that failed changed nothing: it is tried again, or the card is shown as it was. */
function changeFailed<C extends string>(change: C) {
  return adminSetup.createStateConfig({
    tags: 'failed',
    exit: 'clear',
    on: {
      RETRY: { target: change, actions: 'beginAgain' },
      BACK: { target: 'shown' },
      CANCEL: { target: 'shown' },
    },
  });
}

/** One card from the list: seen with its photos, switched off and on, or, as a draft, gone on with or discarded. */
export const openedCard = adminSetup.createStateConfig({
  initial: 'loading',
  states: {
    loading,
    failed,
    shown,
    confirming,
    discarding,
    discardingFailed: changeFailed('discarding'),
    deactivating: changing('deactivated', 'deactivatingFailed'),
    deactivatingFailed: changeFailed('deactivating'),
    reactivating: changing('active', 'reactivatingFailed'),
    reactivatingFailed: changeFailed('reactivating'),
  },
});
