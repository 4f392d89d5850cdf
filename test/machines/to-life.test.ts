import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toLife } from '../../machines/migrations/to-life.ts';
import { readSnapshotFiles } from './snapshot-files.ts';

const snapshotSchema = z.looseObject({
  value: z.unknown(),
  context: z.looseObject({ slice: z.looseObject({ part: z.string() }) }),
  children: z.record(
    z.string(),
    z.looseObject({ snapshot: z.looseObject({ input: z.unknown() }) }),
  ),
});

/** What a session of version 3 in this state was stored as, with another slice where one is given. */
function stored(path: string, slice: object = {}) {
  const file = readSnapshotFiles().find((one) => one.version === 3 && one.path === path);
  const snapshot = snapshotSchema.parse(file?.snapshot);
  const { context } = snapshot;
  return { ...snapshot, context: { ...context, slice: { ...context.slice, ...slice } } };
}

const migrated = (snapshot: unknown) => snapshotSchema.parse(toLife(snapshot));

/** Under way: the change of a card that was shown with a status. */
function changing(change: string, status: string) {
  const old = stored('openedCard.changing');
  const { slice } = old.context;
  const card = { ...z.looseObject({}).parse(slice.card), status };
  const { changeCard } = old.children;
  if (changeCard === undefined) throw new Error('nothing is under way');
  const input = { cardId: slice.cardId, change };
  return {
    cardId: slice.cardId,
    old: {
      ...old,
      context: { ...old.context, slice: { ...slice, card, change } },
      children: { changeCard: { ...changeCard, snapshot: { ...changeCard.snapshot, input } } },
    },
  };
}

describe('a session of the version before the life of a card', () => {
  test.each([
    ['deactivate', 'active', { change: 'suspend', seen: 'active', reason: 'Switched off' }],
    ['activate', 'deactivated', { change: 'activate', seen: 'suspended', reason: null }],
    ['discard', 'draft', { change: 'discard', seen: 'draft', reason: null }],
  ])('that is about to %s a card that is %s goes on with it', (change, status, expected) => {
    const { cardId, old } = changing(change, status);
    const { context, children } = migrated(old);
    expect(children.changeCard?.snapshot.input).toEqual({ cardId, ...expected });
    const { seen, ...chosen } = expected;
    expect(context.slice).toMatchObject({ ...chosen, card: { status: seen } });
  });

  test('shows cards that were switched off as under review, in the list too', () => {
    const item = { id: '8d1c6a42-05be-4f39-a7d8-6b3e2c9f0a15', name: 'D', checks: 1 };
    const items = ['active', 'deactivated', 'draft'].map((status) => ({ ...item, status }));
    const { slice } = migrated(stored('cards.shown', { list: { items } })).context;
    expect(slice).toMatchObject({
      list: { items: [{ status: 'active' }, { status: 'suspended' }, { status: 'draft' }] },
    });
  });

  test('has chosen to discard the draft that it is asked about', () => {
    const { slice } = migrated(stored('openedCard.confirming')).context;
    expect(slice).toMatchObject({ change: 'discard', reason: null });
    expect(migrated(stored('openedCard.shown')).context.slice).toMatchObject({ change: null });
  });

  test('keeps the numbers that it had read, those of drafts apart', () => {
    const totals = { cards: 64, active: 58, drafts: 2, checks: 9, top: [{ name: 'D', checks: 7 }] };
    expect(migrated(stored('statistics.shown', { totals })).context.slice).toMatchObject({
      totals: {
        ...{ cards: 62, drafts: 2, active: 58, suspended: 4, stolen: 0, retired: 0 },
        ...{ visits: null, top: [{ name: 'D', visits: 7 }] },
      },
    });
  });

  test.each([null, 7, 'x', {}, { context: null }])('%j is left as it is', (snapshot) => {
    expect(toLife(snapshot)).toBe(snapshot);
  });
});
