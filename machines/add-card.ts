import { assign } from 'xstate';
import {
  cancelled,
  cardChanged,
  nameTyped,
  originalKept,
  photoWanted,
  present,
  requireCard,
  textWanted,
} from './add-card-parts.ts';
import { registeredSteps } from './add-card-registered.ts';
import { photoTaken, refused, refusedPhoto } from './albums.ts';
import { stillSavingHandlers } from './busy.ts';
import { photoFailure, recordFailure } from './failures.ts';
import { adminSetup, withDelivery } from './setup.ts';

/**
 * The wizard: original photo, name, description, registering, packaged photo, done. Each photo is
 * stored at its own step, so that a broken one is refused where it was sent. A code or a link is no name
 * without a question. `resuming` finds the
 * step that the card's data has come to; a photo that could not be stored is still there to try again.
 */
export const addCard = adminSetup.createStateConfig({
  initial: 'resuming',
  tags: 'wizard',
  on: {
    ADD: [
      {
        guard: 'hasRegisteredCard',
        target: '.originalPhoto',
        actions: ['startCard', { type: 'note', params: { code: 'draft_kept' } }],
      },
      {
        guard: 'hasUnfinishedCard',
        actions: { type: 'note', params: { code: 'wizard_running' } },
      },
      { target: '.originalPhoto', actions: 'startCard' },
    ],
    RESUME: { actions: { type: 'note', params: { code: 'not_here' } } },
  },
  states: {
    resuming: {
      always: [
        { guard: 'hasUnstoredPackaged', target: 'packagedFailed' },
        { guard: 'hasRegisteredCard', target: 'packagedPhoto' },
        { guard: 'hasUnstoredOriginal', target: 'originalFailed' },
        { guard: 'hasName', target: 'description' },
        { guard: 'hasOriginal', target: 'name' },
        { target: 'originalPhoto' },
      ],
    },
    originalPhoto: {
      exit: 'clear',
      on: {
        PHOTO: photoTaken('storingOriginal'),
        TEXT: photoWanted,
        UNEXPECTED: refused('photo_wanted'),
        SKIP: originalKept,
        BACK: { target: '#admin.home' },
        CANCEL: cancelled,
      },
    },
    storingOriginal: {
      tags: 'busy',
      exit: 'clearSaving',
      invoke: {
        id: 'storeOriginal',
        src: 'storeOriginal',
        input: ({ context }) => {
          const { id, incoming } = requireCard(context);
          return { cardId: id, photo: present('incoming', incoming) };
        },
        onDone: {
          target: 'name',
          actions: assign(({ context, event }) => ({
            card: { ...requireCard(context), incoming: null, original: event.output },
          })),
        },
        onError: photoFailure('originalPhoto', 'originalFailed'),
      },
      on: { ...stillSavingHandlers, CANCEL: cancelled },
    },
    originalFailed: {
      tags: 'failed',
      exit: 'clear',
      on: {
        RETRY: { target: 'storingOriginal', actions: 'beginAgain' },
        PHOTO: photoTaken('storingOriginal'),
        TEXT: photoWanted,
        UNEXPECTED: refused('photo_wanted'),
        SKIP: originalKept,
        BACK: { target: 'originalPhoto', actions: 'forgetPhoto' },
        CANCEL: cancelled,
      },
    },
    name: {
      exit: 'clear',
      on: {
        TEXT: nameTyped,
        SKIP: [
          { guard: 'hasName', target: 'description' },
          { actions: { type: 'note', params: { code: 'name_needed' } } },
        ],
        PHOTO: refusedPhoto('text_wanted'),
        UNEXPECTED: refused('text_wanted'),
        BACK: { target: 'originalPhoto' },
        CANCEL: cancelled,
      },
    },
    nameQuestion: {
      exit: 'clear',
      on: {
        TEXT: nameTyped,
        CONFIRM: { target: 'description' },
        SKIP: { target: 'description' },
        PHOTO: refusedPhoto('text_wanted'),
        UNEXPECTED: refused('text_wanted'),
        BACK: { target: 'name' },
        CANCEL: cancelled,
      },
    },
    description: {
      exit: 'clear',
      on: {
        TEXT: [
          { guard: 'textEmpty', ...textWanted },
          {
            guard: 'textTooLong',
            actions: {
              type: 'note',
              params: ({ event }) => ({
                code: 'description_too_long',
                count: event.textCharacters,
              }),
            },
          },
          { target: 'registering', actions: ['takeDescription', 'begin'] },
        ],
        SKIP: { target: 'registering', actions: ['takeNoDescription', 'begin'] },
        PHOTO: refusedPhoto('text_wanted'),
        UNEXPECTED: refused('text_wanted'),
        BACK: { target: 'name' },
        CANCEL: cancelled,
      },
    },
    registering: {
      tags: 'busy',
      exit: 'clearSaving',
      invoke: {
        id: 'registerCard',
        src: 'registerCard',
        input: ({ context }) => {
          const { id, code, name, description, original } = requireCard(context);
          return {
            cardId: id,
            code,
            name: present('name', name),
            description: present('description', description),
            original: present('original', original),
          };
        },
        onDone: {
          target: 'packagedPhoto',
          actions: assign(({ context, event }) => {
            const card = requireCard(context);
            const { code } = event.output;
            return {
              card: { ...card, code, registered: true },
              deliveries: withDelivery(context, { kind: 'qr', key: `qr:${card.id}`, code }),
            };
          }),
        },
        onError: [cardChanged, { target: 'registeringFailed', actions: recordFailure }],
      },
      on: { ...stillSavingHandlers, CANCEL: cancelled },
    },
    registeringFailed: {
      tags: 'failed',
      exit: 'clear',
      on: {
        RETRY: { target: 'registering', actions: 'beginAgain' },
        BACK: { target: 'description' },
        CANCEL: cancelled,
      },
    },
    ...registeredSteps,
  },
});
