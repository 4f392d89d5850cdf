import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { freshSnapshot } from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { PLAN } from '../machines/plan.ts';
import type { Path } from './path.ts';
import { findPaths, findStates } from './paths.ts';
import { allTurns, isRefusal, turnsOf } from './turns.ts';

const paths = findPaths();

/** The steps of a path, each with the state in which it is taken and the transitions that it takes. */
function followed({ steps }: Path) {
  let before = freshSnapshot();
  return steps.map(({ name, event, operation }) => {
    const at = statePath(before);
    const turns = turnsOf({ before, event });
    [before] = transition(adminMachine, before, event);
    return { at, name, operation, turns, to: statePath(before) };
  });
}

const all = paths.map(followed);

/** The states that wait for an operation, as the plan names them: there it has an end. */
const busy = (Object.keys(PLAN) as StatePath[]).filter((state) =>
  Object.keys(PLAN[state]).some((name) => name.startsWith('done ')),
);

describe('the paths', () => {
  test('take every transition of the machine, and have every guard refuse one', () => {
    const met = new Set(all.flat().flatMap(({ turns }) => turns));
    expect([...allTurns()].filter((turn) => !met.has(turn))).toEqual([]);
  });

  test('are counted in the README, with one for an example', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const guards = [...allTurns()].filter(isRefusal).length;
    const transitions = allTurns().size - guards;
    expect(readme).toContain(
      `${paths.length} paths take all ${transitions} transitions of the machine, and have each of its ${guards} guards refuse once.`,
    );
    const example = /such as “([^”]+)”/.exec(readme)?.[1];
    expect(paths.map(({ sentence }) => sentence)).toContain(example);
  });

  test('come to every state', () => {
    const states = Object.keys(PLAN).toSorted();
    expect([...new Set(all.flat().map(({ to }) => to))].toSorted()).toEqual(states);
    expect(
      findStates()
        .map(({ state }) => state)
        .toSorted(),
    ).toEqual(states);
  });

  test('have a sentence each, unlike any other', () => {
    expect(new Set(paths.map(({ sentence }) => sentence)).size).toBe(paths.length);
    for (const { sentence } of paths) expect(sentence).toMatch(/^[A-Z][^\n_]+: [^\n_]+$/);
  });

  test('are none the beginning of another', () => {
    const told = paths.map(({ steps }) => steps.map(({ name }) => name).join(', '));
    for (const one of told) {
      expect(told.filter((other) => other.startsWith(`${one}, `))).toEqual([]);
    }
  });
});

describe.each(busy)('of the operation that %s waits for, there are paths on which it', (state) => {
  /** Whether some path has these steps one after the other, the first of them in this state. */
  function isThere(...names: RegExp[]): boolean {
    return all.some((steps) =>
      steps.some(
        ({ at }, from) =>
          at === state && names.every((name, index) => name.test(steps[from + index]?.name ?? '')),
      ),
    );
  }

  test('succeeds', () => {
    expect(isThere(/^done /)).toBe(true);
  });

  test('fails, is tried again, and succeeds', () => {
    expect(isThere(/^failed /, /^RETRY$/, /^done /)).toBe(true);
  });

  test('fails and is cancelled', () => {
    expect(isThere(/^failed /, /^CANCEL$/)).toBe(true);
  });
});
