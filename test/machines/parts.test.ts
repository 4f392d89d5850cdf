import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  contextSchema,
  EVENT_TYPES,
  NOTICE_CODES,
  OPERATION_NAMES,
  PARTS,
  type Unlisted,
} from '../../machines/all-parts.ts';
import { base } from '../../machines/doors.ts';
import { cards } from '../../machines/parts/cards/part.ts';
import { statistics } from '../../machines/parts/statistics/part.ts';
import { freshSnapshot, heldPhotos } from '../../machines/snapshot.ts';
import { STATE_PATHS, walkTo } from './snapshot-walks.ts';

describe('what the parts add to the session', () => {
  test('is written once, and all of it is of a part that is listed', () => {
    expectTypeOf<Unlisted>().toBeNever();
    for (const list of [EVENT_TYPES, NOTICE_CODES, OPERATION_NAMES]) {
      expect(new Set<string>(list).size).toBe(list.length);
    }
  });

  test('is named as its state is', () => {
    for (const [name, part] of Object.entries(PARTS)) expect(part.name).toBe(name);
  });

  test('has a context that fits, wherever the session is', () => {
    for (const path of STATE_PATHS) {
      const { context } = walkTo(path);
      expect(contextSchema.parse(context), path).toEqual(context);
      const [part] = path.split('.');
      expect(context.slice?.part ?? part, path).toBe(part);
    }
  });
});

test('the compiler refuses what is not a part’s to say', () => {
  const own = base.extend({ guards: cards.guards, actions: cards.actions });
  own.createStateConfig({ on: { OLDER: { guard: 'hasOlder' } } });
  // @ts-expect-error the word of another part
  own.createStateConfig({ on: { OLDER: { guard: 'openedDraft' } } });
  // @ts-expect-error a word that nobody has
  own.createStateConfig({ on: { OLDER: { guard: 'hasOlde' } } });
  // @ts-expect-error an event that nobody has
  own.createStateConfig({ on: { OLDEST: { guard: 'hasOlder' } } });
  // @ts-expect-error a door without what it takes
  own.createStateConfig({ on: { OLDER: { actions: { type: 'openCard' } } } });
  // @ts-expect-error a notice that nobody has
  own.createStateConfig({ on: { OLDER: { actions: { type: 'note', params: { code: 'no' } } } } });
  const states = { cards: cards.states, statistics: statistics.states };
  const context = freshSnapshot().context;
  const forgetful = base.extend({ guards: cards.guards });
  // @ts-expect-error a machine that forgets the words of a part
  const create = () => forgetful.createMachine({ initial: 'cards', context, states });
  expect(create).toThrow();
});

describe('the photos that a session may still give to a card', () => {
  test.each([
    ['addCard.originalPhoto', 'original'],
    ['addCard.storingOriginal', 'original'],
    ['addCard.registering', 'original'],
    ['addCard.packagedPhoto', 'packaged'],
    ['addCard.storingPackaged', 'packaged'],
    ['openedCard.loading', 'packaged'],
    ['openedCard.confirming', 'packaged'],
  ] as const)('in %s are the %s one', (path, slot) => {
    expect(heldPhotos(walkTo(path)).map((held) => held.slot)).toEqual([slot]);
  });

  test.each([
    'addCard.done',
    'openedCard.shown',
    'cards.shown',
  ] as const)('in %s are none', (path) => {
    expect(heldPhotos(walkTo(path))).toEqual([]);
  });

  test('are also those of the wizard while the session is elsewhere', () => {
    const elsewhere = walkTo('statistics.loading');
    expect(heldPhotos(elsewhere)).toEqual([
      { cardId: elsewhere.context.kept.addCard?.id, slot: 'original' },
    ]);
    expect(heldPhotos(freshSnapshot())).toEqual([]);
  });
});
