import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { breaking, imports, isIn, root } from './support/sources/imports.ts';

describe('the parts of a session', () => {
  const partOfMachine = (file: string) => /^machines\/parts\/([^/]+)\//.exec(file)?.[1];

  test('do not know each other', () => {
    expect(
      breaking(({ from, to }) => {
        const [one, other] = [partOfMachine(from), partOfMachine(to)];
        return one !== undefined && other !== undefined && one !== other;
      }),
    ).toEqual([]);
  });

  test('stand on what every session has, which knows none of them', () => {
    expect(
      breaking(({ from, to }) => {
        return (
          isIn(from, 'machines/session') && isIn(to, 'machines') && !isIn(to, 'machines/session')
        );
      }),
    ).toEqual([]);
  });

  /** The list of parts, the list of doors, and home, from which an unfinished card can be left. */
  const NAME_PARTS = ['machines/all-parts.ts', 'machines/doors.ts', 'machines/admin-session.ts'];

  test('are named inside the machines by the lists alone', () => {
    expect(
      breaking(({ from, to }) => {
        const isOutside = isIn(from, 'machines') && partOfMachine(from) === undefined;
        return isOutside && partOfMachine(to) !== undefined && !NAME_PARTS.includes(from);
      }),
    ).toEqual([]);
  });

  test('read no slice but their own', () => {
    const folders = { cards: 'cards', openedCard: 'opened-card', statistics: 'statistics' };
    const reading = globSync('machines/parts/**/*.ts', { cwd: root }).flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const slices = [...text.matchAll(/(?:sliceOf|requireSlice|changeSlice)\('(\w+)'/g)];
      const kept = text.includes('kept.addCard') ? ['addCard'] : [];
      const read = [...slices.map(([, part = '']) => part), ...kept];
      const own = partOfMachine(file);
      return read
        .filter((part) => ({ ...folders, addCard: 'add-card' })[part] !== own)
        .map((part) => `${file} reads ${part}`);
    });
    expect(reading).toEqual([]);
  });
});

test.each([
  'src/session',
  'src/jobs',
  'src/telegram',
  'src/photos',
])('%s knows what every session has, and no machine', (folder) => {
  expect(
    breaking(({ from, to }) => {
      return isIn(from, folder) && isIn(to, 'machines') && !isIn(to, 'machines/session');
    }),
  ).toEqual([]);
});

describe('what plugs a feature in', () => {
  /** Who imports something of these folders, outside of them, in the bot. */
  function whoNames(...folders: readonly string[]): string[] {
    const isInside = (file: string) => folders.some((folder) => isIn(file, folder));
    const outside = imports.filter(
      ({ from, to }) =>
        isInside(to) && !isInside(from) && (isIn(from, 'machines') || isIn(from, 'src')),
    );
    return [...new Set(outside.map(({ from }) => from))].toSorted();
  }

  test('is one line in the list of parts and one in the list of features', () => {
    expect(whoNames('machines/parts/statistics', 'src/features/statistics')).toEqual([
      'machines/all-parts.ts',
      'src/bot/all-features.ts',
    ]);
  });

  test.each([
    ['add-card', ['machines/admin-session.ts', 'machines/all-parts.ts', 'machines/doors.ts']],
    ['cards', ['machines/all-parts.ts', 'machines/doors.ts']],
    ['opened-card', ['machines/all-parts.ts', 'machines/doors.ts']],
  ])('and one more for the part %s, to which others lead', (part, lists) => {
    const ofMachines = whoNames(`machines/parts/${part}`).filter((file) => isIn(file, 'machines'));
    expect(ofMachines).toEqual(lists);
  });
});
