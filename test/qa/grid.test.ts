import { expect, test } from 'vitest';
import { adminMachine } from '../../machines/admin-session.ts';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { layOut } from '../../qa/diagram/grid.ts';
import { readMachine } from '../../qa/diagram/machine-graph.ts';

const graph = readMachine(adminMachine, EVENT_TYPES);
const grid = layOut(graph);
const places = grid.parts.flatMap((part) => part.places.map((place) => ({ ...place, part })));
const isPlaced = (kind: string) => kind === 'busy' || kind === 'failed' || kind === 'resting';

test('every state in which a session can be has exactly one place', () => {
  const wanted = graph.states.filter(({ kind }) => isPlaced(kind)).map(({ path }) => path);
  expect(places.map(({ path }) => path).toSorted()).toEqual(wanted.toSorted());
});

test('no two states stand in the same place', () => {
  const spots = places.map(({ part, row, column }) => `${part.path} ${row} ${column}`);
  expect(new Set(spots).size).toBe(spots.length);
});

test('a step, its operation and its failure stand side by side', () => {
  const rowOf = (path: string) => places.find((place) => place.path === path)?.row;
  for (const [step, busy, failed] of [
    ['addCard.originalPhoto', 'addCard.storingOriginal', 'addCard.originalFailed'],
    ['addCard.packagedPhoto', 'addCard.storingPackaged', 'addCard.packagedFailed'],
    ['openedCard.reason', 'openedCard.changing', 'openedCard.changingFailed'],
  ] as const) {
    expect([rowOf(busy), rowOf(failed)]).toEqual([rowOf(step), rowOf(step)]);
  }
});

test('there is one way for all events that lead from one state to another', () => {
  const ways = grid.ways.map(({ from, to }) => `${from} ${to}`);
  expect(new Set(ways).size).toBe(ways.length);
  expect(grid.ways).toContainEqual({
    from: 'addCard.originalFailed',
    to: 'addCard.storingOriginal',
    events: ['RETRY', 'PHOTO'],
  });
});
