import { refusedPhoto } from '../../session/albums.ts';
import { recordFailure, whenCardGone } from '../../session/failures.ts';
import { askingForPhoto, note, retry } from '../../session/patterns.ts';
import { photoFailure } from './photo-failures.ts';
import {
  cardChanged,
  finishLater,
  photoTaken,
  present,
  saving,
  savingUnless,
  step,
  stepFailed,
} from './steps.ts';
import { own, requireCard } from './words.ts';

const cardGone = {
  guard: whenCardGone,
  target: '#admin.home',
  actions: ['dropCard', { type: 'note', params: { code: 'card_gone' } }],
} as const;

const packagedPhoto = own.createStateConfig({
  ...step,
  on: {
    ...askingForPhoto,
    PHOTO: photoTaken('storingPackaged'),
    SKIP: { target: 'activating', actions: 'begin' },
    QR: {
      actions: [
        'clear',
        {
          type: 'sendQr',
          params: ({ context, event }) => ({ key: event.id, code: requireCard(context).code }),
        },
      ],
    },
    BACK: note('no_way_back'),
    CANCEL: finishLater,
  },
});

const storingPackaged = own.createStateConfig({
  ...saving,
  invoke: {
    id: 'storePackaged',
    src: 'storePackaged',
    input: ({ context }) => {
      const { id, incoming } = requireCard(context);
      return { cardId: id, photo: present('incoming', incoming) };
    },
    onDone: { target: 'done', actions: 'notePackaged' },
    onError: [cardGone, cardChanged, ...photoFailure('packagedPhoto', 'packagedFailed')],
  },
  on: savingUnless(finishLater),
});

const packagedFailed = own.createStateConfig({
  ...stepFailed,
  on: {
    ...askingForPhoto,
    RETRY: retry('storingPackaged'),
    PHOTO: photoTaken('storingPackaged'),
    SKIP: { target: 'activating', actions: ['forgetPhoto', 'begin'] },
    BACK: { target: 'packagedPhoto', actions: 'forgetPhoto' },
    CANCEL: finishLater,
  },
});

const activating = own.createStateConfig({
  ...saving,
  invoke: {
    id: 'activateCard',
    src: 'activateCard',
    input: ({ context }) => ({ cardId: requireCard(context).id }),
    onDone: { target: 'done' },
    onError: [cardGone, cardChanged, { target: 'activatingFailed', actions: recordFailure }],
  },
  on: savingUnless(finishLater),
});

const activatingFailed = own.createStateConfig({
  ...stepFailed,
  on: {
    RETRY: retry('activating'),
    BACK: { target: 'packagedPhoto' },
    CANCEL: finishLater,
  },
});

const done = own.createStateConfig({
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
