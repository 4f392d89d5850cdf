import { assign } from 'xstate';
import { cardChanged, finishLater, photoWanted, present, requireCard } from './add-card-parts.ts';
import { photoTaken, refused, refusedPhoto } from './albums.ts';
import { stillSavingHandlers } from './busy.ts';
import { photoFailure, recordFailure, whenCardGone } from './failures.ts';
import { adminSetup } from './setup.ts';

const noWayBack = { actions: { type: 'note', params: { code: 'no_way_back' } } } as const;

const cardGone = {
  guard: whenCardGone,
  target: '#admin.home',
  actions: ['dropCard', { type: 'note', params: { code: 'card_gone' } }],
} as const;

const packagedPhoto = adminSetup.createStateConfig({
  exit: 'clear',
  on: {
    PHOTO: photoTaken('storingPackaged'),
    TEXT: photoWanted,
    UNEXPECTED: refused('photo_wanted'),
    SKIP: { target: 'activating', actions: 'begin' },
    QR: { actions: ['clear', 'deliverCardQr'] },
    BACK: noWayBack,
    CANCEL: finishLater,
  },
});

const storingPackaged = adminSetup.createStateConfig({
  tags: 'busy',
  exit: 'clearSaving',
  invoke: {
    id: 'storePackaged',
    src: 'storePackaged',
    input: ({ context }) => {
      const { id, incoming } = requireCard(context);
      return { cardId: id, photo: present('incoming', incoming) };
    },
    onDone: {
      target: 'done',
      actions: assign(({ context }) => ({
        card: { ...requireCard(context), incoming: null, packaged: true },
      })),
    },
    onError: [cardGone, cardChanged, ...photoFailure('packagedPhoto', 'packagedFailed')],
  },
  on: { ...stillSavingHandlers, CANCEL: finishLater },
});

const packagedFailed = adminSetup.createStateConfig({
  tags: 'failed',
  exit: 'clear',
  on: {
    RETRY: { target: 'storingPackaged', actions: 'beginAgain' },
    PHOTO: photoTaken('storingPackaged'),
    TEXT: photoWanted,
    UNEXPECTED: refused('photo_wanted'),
    SKIP: { target: 'activating', actions: ['forgetPhoto', 'begin'] },
    BACK: { target: 'packagedPhoto', actions: 'forgetPhoto' },
    CANCEL: finishLater,
  },
});

const activating = adminSetup.createStateConfig({
  tags: 'busy',
  exit: 'clearSaving',
  invoke: {
    id: 'activateCard',
    src: 'activateCard',
    input: ({ context }) => ({ cardId: requireCard(context).id }),
    onDone: { target: 'done' },
    onError: [cardGone, cardChanged, { target: 'activatingFailed', actions: recordFailure }],
  },
  on: { ...stillSavingHandlers, CANCEL: finishLater },
});

const activatingFailed = adminSetup.createStateConfig({
  tags: 'failed',
  exit: 'clear',
  on: {
    RETRY: { target: 'activating', actions: 'beginAgain' },
    BACK: { target: 'packagedPhoto' },
    CANCEL: finishLater,
  },
});

const done = adminSetup.createStateConfig({
  tags: 'lasting',
  exit: ['clear', 'dropCard'],
  on: {
    ADD: { target: 'originalPhoto', actions: 'startCard' },
    PHOTO: refusedPhoto('unexpected'),
    BACK: { target: '#admin.home' },
    CANCEL: { target: '#admin.home' },
  },
});

/** The wizard's steps from the moment the draft is in the database: nothing here can lose the card. */
export const registeredSteps = {
  packagedPhoto,
  storingPackaged,
  packagedFailed,
  activating,
  activatingFailed,
  done,
};
