import { recordFailure } from '../../session/failures.ts';
import type { HeldPhoto, PartOf, StateOfPart } from '../../session/part.ts';
import { askingForPhoto, askingForText, note, retry } from '../../session/patterns.ts';
import { photoFailure } from './photo-failures.ts';
import { registeredSteps } from './registered.ts';
import { ADD_CARD_EVENTS, ADD_CARD_NOTICES, wizardCard } from './slice.ts';
import {
  cancelled,
  cardChanged,
  nameTyped,
  newCard,
  originalKept,
  photoTaken,
  present,
  saving,
  savingUnless,
  step,
  stepFailed,
} from './steps.ts';
import { own, requireCard, words } from './words.ts';

/**
 * The wizard: original photo, name, description, registering, packaged photo, done. Each photo is
 * stored at its own step, so that a broken one is refused where it was sent. A code or a link is no name
 * without a question. `resuming` finds the step that the card's data has come to; a photo that could not
 * be stored is still there to try again. A card for which nothing was sent is dropped when the wizard is
 * left, so that it is never gone on with.
 */
const states = own.createStateConfig({
  initial: 'resuming',
  entry: 'leavePart',
  exit: 'dropEmptyCard',
  on: {
    ADD: [{ guard: 'hasUnfinishedCard', ...note('wizard_running') }, ...newCard],
    RESUME: note('not_here'),
  },
  states: {
    resuming: {
      always: [
        { guard: 'hasUnstoredPackaged', target: 'packagedFailed' },
        { guard: 'hasRegisteredCard', target: 'packagedPhoto' },
        { guard: 'hasUnstoredOriginal', target: 'originalFailed' },
        { guard: 'hasName', target: 'description' },
        { target: 'name' },
      ],
    },
    originalPhoto: {
      ...step,
      on: {
        ...askingForPhoto,
        PHOTO: photoTaken('storingOriginal'),
        SKIP: originalKept,
        BACK: { target: '#admin.home' },
        CANCEL: cancelled,
      },
    },
    storingOriginal: {
      ...saving,
      invoke: {
        id: 'storeOriginal',
        src: 'storeOriginal',
        input: ({ context }) => {
          const { id, incoming } = requireCard(context);
          return { cardId: id, photo: present('incoming', incoming) };
        },
        onDone: {
          target: 'name',
          actions: { type: 'takeStored', params: ({ event }) => ({ original: event.output }) },
        },
        onError: photoFailure('originalPhoto', 'originalFailed'),
      },
      on: savingUnless(cancelled),
    },
    originalFailed: {
      ...stepFailed,
      on: {
        ...askingForPhoto,
        RETRY: retry('storingOriginal'),
        PHOTO: photoTaken('storingOriginal'),
        SKIP: originalKept,
        BACK: { target: 'originalPhoto', actions: 'forgetPhoto' },
        CANCEL: cancelled,
      },
    },
    name: {
      ...step,
      on: {
        ...askingForText,
        TEXT: nameTyped,
        SKIP: [{ guard: 'hasName', target: 'description' }, note('name_needed')],
        BACK: { target: 'originalPhoto' },
        CANCEL: cancelled,
      },
    },
    nameQuestion: {
      ...step,
      on: {
        ...askingForText,
        TEXT: nameTyped,
        CONFIRM: { target: 'description' },
        SKIP: { target: 'description' },
        BACK: { target: 'name' },
        CANCEL: cancelled,
      },
    },
    description: {
      ...step,
      on: {
        ...askingForText,
        TEXT: [
          { guard: 'textEmpty', ...note('text_wanted') },
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
        BACK: { target: 'name' },
        CANCEL: cancelled,
      },
    },
    registering: {
      ...saving,
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
          actions: { type: 'noteRegistered', params: ({ event }) => event.output },
        },
        onError: [cardChanged, { target: 'registeringFailed', actions: recordFailure }],
      },
      on: savingUnless(cancelled),
    },
    registeringFailed: {
      ...stepFailed,
      on: { RETRY: retry('registering'), BACK: { target: 'description' }, CANCEL: cancelled },
    },
    ...registeredSteps,
  },
});

/** The wizard gives its card the original photo when it registers it, and the packaged one after that, until it is done. */
function heldBy({ context, state }: StateOfPart): HeldPhoto[] {
  const card = context.kept.addCard;
  if (card === null || state === 'addCard.done') return [];
  return [{ cardId: card.id, slot: card.registered ? 'packaged' : 'original' }];
}

const entrances = own.createStateConfig({
  on: {
    ADD: [
      { guard: 'hasUnfinishedCard', target: '.addCard', ...note('wizard_running') },
      ...newCard,
    ],
    RESUME: [{ guard: 'hasCard', target: '.addCard' }, note('not_here')],
  },
});

export const addCard = {
  name: 'addCard',
  slice: null,
  kept: wizardCard,
  place: null,
  events: ADD_CARD_EVENTS,
  notices: ADD_CARD_NOTICES,
  operations: ['storeOriginal', 'registerCard', 'storePackaged', 'activateCard'],
  ...words,
  states,
  entrances: entrances.on,
  isWhole: ({ context }) => context.kept.addCard !== null,
  holds: heldBy,
} satisfies PartOf<'addCard'>;
