import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toParts } from '../../machines/migrations/to-parts.ts';
import { readSnapshotFiles } from './snapshot-files.ts';

const snapshotSchema = z.looseObject({
  value: z.unknown(),
  context: z.looseObject({ card: z.unknown(), page: z.unknown() }),
  children: z.record(z.string(), z.looseObject({ snapshot: z.looseObject({}) })),
});

/** What a session of version 2 in this state was stored as. */
function stored(path: string) {
  const file = readSnapshotFiles().find((one) => one.version === 2 && one.path === path);
  return snapshotSchema.parse(file?.snapshot);
}

const migrated = (snapshot: unknown) =>
  z
    .looseObject({
      value: z.unknown(),
      context: z.looseObject({ slice: z.unknown(), trail: z.unknown(), kept: z.unknown() }),
      children: z.record(z.string(), z.unknown()),
    })
    .parse(toParts(snapshot));

describe('a session of the version before', () => {
  test.each([
    ['discarding', 'discardDraft', 'discard'],
    ['deactivating', 'setStatus', 'deactivate'],
    ['reactivating', 'setStatus', 'activate'],
  ])('that is %s goes on with it under its new name', (state, before, change) => {
    const old = stored(`openedCard.${state}`);
    const { openedId: cardId, opened: card } = old.context;
    const { value, context, children } = migrated(old);
    expect(value).toEqual({ openedCard: 'changing' });
    expect(context.slice).toEqual({ part: 'openedCard', cardId, card, change });
    expect(children).toEqual({
      changeCard: {
        ...old.children[before],
        src: 'changeCard',
        snapshot: { ...old.children[before]?.snapshot, input: { cardId, change } },
      },
    });

    const failed = migrated(stored(`openedCard.${state}Failed`));
    expect(failed).toMatchObject({
      value: { openedCard: 'changingFailed' },
      context: { slice: { change } },
      children: {},
    });
  });

  test('keeps only what the part remembers in which it is', () => {
    const { context } = migrated(stored('cards.shown'));
    const { page, list } = stored('cards.shown').context;
    expect(context).toMatchObject({ slice: { part: 'cards', page, list }, trail: [] });
    expect(Object.keys(context).toSorted()).toEqual([
      'albums',
      'deliveries',
      'failure',
      'kept',
      'notice',
      'operation',
      'slice',
      'trail',
    ]);
    const { statistics: totals } = stored('statistics.shown').context;
    expect(migrated(stored('statistics.shown')).context.slice).toEqual({
      part: 'statistics',
      totals,
    });
    expect(migrated(stored('home')).context.slice).toBeNull();
    expect(migrated(stored('addCard.name')).context.slice).toBeNull();
  });

  test('comes back to the page of the list where a card was opened', () => {
    const old = stored('openedCard.shown');
    const page = { from: 'older', cursor: { registeredAt: 'x', id: 'y' } };
    const { context } = migrated({ ...old, context: { ...old.context, page } });
    expect(context.trail).toEqual([{ part: 'cards', page }]);
  });

  test('keeps the card of the wizard, unless nothing was sent for it and it was left', () => {
    const wizard = stored('addCard.originalPhoto');
    const empty = { ...Object(wizard.context.card), original: null, incoming: null };
    const at = (value: unknown, card: object) =>
      migrated({ ...wizard, value, context: { ...wizard.context, card } }).context.kept;
    expect(at({ addCard: 'originalPhoto' }, empty)).toEqual({ addCard: empty });
    expect(at({ cards: 'shown' }, empty)).toEqual({ addCard: null });
    expect(at('home', empty)).toEqual({ addCard: null });
    for (const begun of [{ original: {} }, { incoming: {} }, { registered: true }]) {
      expect(at('home', { ...empty, ...begun })).toEqual({ addCard: { ...empty, ...begun } });
    }
  });
});

test.each([
  null,
  'home',
  {},
  { value: 7, context: {}, children: {} },
  { value: 'home', context: { card: 7 }, children: {} },
])('what has not the form of that version, %j, stays as it is', (old) => {
  expect(toParts(old)).toBe(old);
});
