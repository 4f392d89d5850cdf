import { expect, test } from 'vitest';
import {
  freshSnapshot,
  type Migrations,
  persistSnapshot,
  restoreSnapshot,
  SNAPSHOT_VERSION,
} from '../../machines/snapshot.ts';
import { statePath } from '../../machines/state-path.ts';
import { walkTo } from './snapshot-walks.ts';

const today = persistSnapshot(freshSnapshot());

/** Two versions before the first: each step takes what the one before it gave. */
const migrations: Migrations = {
  [-1]: (snapshot) => ({ second: snapshot }),
  0: (snapshot) => {
    expect(snapshot).toEqual({ second: 'oldest' });
    return today;
  },
  1: (snapshot) => snapshot,
  2: (snapshot) => snapshot,
  3: (snapshot) => snapshot,
};

test('an older snapshot is brought to today’s version step by step', () => {
  const restored = restoreSnapshot(-1, 'oldest', migrations);
  expect(restored.type === 'restored' && statePath(restored.snapshot)).toBe('home');
  expect(restoreSnapshot(0, { second: 'oldest' }, migrations).type).toBe('restored');
});

test('today’s is taken as it is', () => {
  const never: Migrations = {
    3: () => 'changed',
    2: () => 'changed',
    1: () => 'changed',
    0: () => 'changed',
  };
  expect(restoreSnapshot(SNAPSHOT_VERSION, today, never).type).toBe('restored');
});

test('one for which a step is missing, or whose step fails, is broken', () => {
  expect(restoreSnapshot(-2, 'oldest', migrations)).toEqual({
    type: 'broken',
    reason: 'RangeError',
  });
  expect(restoreSnapshot(0, today)).toEqual({ type: 'broken', reason: 'RangeError' });
  const failing: Migrations = {
    0: () => {
      throw new TypeError('it holds no such thing');
    },
  };
  expect(restoreSnapshot(0, today, failing)).toEqual({ type: 'broken', reason: 'TypeError' });
});

test('a migration that throws what is no error breaks it as well', () => {
  const migrations = {
    0: () => {
      throw Object('no error');
    },
  };
  expect(restoreSnapshot(0, today, migrations)).toEqual({ type: 'broken', reason: 'unknown' });
});

test('one that names a part instead of a state is broken, although the part could be entered', () => {
  const stored = { ...Object(persistSnapshot(walkTo('cards.loading'))), value: 'cards' };
  expect(restoreSnapshot(SNAPSHOT_VERSION, stored)).toEqual({ type: 'broken', reason: 'state' });
});
