import { beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import { persistSnapshot } from '../../machines/snapshot.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { ADMIN_CASES, adminCases, resultCases } from './cases.ts';
import {
  allTransitions,
  type Edge,
  edgesOf,
  findSituations,
  restored,
  type Situation,
  takenTransitions,
} from './graph.ts';
import { HOLDS } from './holds.ts';
import { PLAN } from './plan.ts';
import { happened, planned } from './planned.ts';

let situations: Situation[] = [];
const states = Object.keys(PLAN) as StatePath[];
const walked = new Set<unknown>();

beforeAll(() => {
  situations = findSituations();
});

const situationsOf = (path: StatePath) => situations.filter((situation) => situation.path === path);

test('the types of events are all there, and each has a case', () => {
  expectTypeOf<(typeof EVENT_TYPES)[number]>().toEqualTypeOf<AdminEvent['type']>();
  expect(Object.keys(ADMIN_CASES).toSorted()).toEqual([...EVENT_TYPES].toSorted());
});

test('every state is reached, and no other', () => {
  expect([...new Set(situations.map(({ path }) => path))].toSorted()).toEqual(states.toSorted());
});

/** Whether the session, where it now waits for an operation, does so under a new id or attempt: else its job would not run. */
function beginsAnew({ before, after }: Edge): boolean {
  const [old, now] = [before.context.operation, after.context.operation];
  const begun = Object.values(after.children).filter((child) => {
    return !Object.values(before.children).includes(child);
  });
  return begun.length === 0 || old?.id !== now?.id || old?.attempt !== now?.attempt;
}

/** The events that a snapshot has a use for. */
function acceptedIn(snapshot: Edge['before']): string[] {
  const cases = [...adminCases(), ...resultCases(snapshot)];
  return cases.flatMap(({ name, event }) => (snapshot.can(event) ? [name] : []));
}

describe.each(states)('%s', (path) => {
  test('does with every event what the plan says', () => {
    for (const edge of situationsOf(path).flatMap(edgesOf)) {
      const label = `${edge.from.key}: ${edge.name}`;
      expect(happened(edge.before, edge.after), label).toEqual(planned(edge.name, edge.before));
      expect(beginsAnew(edge), label).toBe(true);
      for (const definition of takenTransitions(edge)) walked.add(definition);
    }
  });

  test('has in its context what it stands on', () => {
    for (const { key, snapshot } of situationsOf(path)) {
      expect(snapshot.context, key).toMatchObject(HOLDS[path]);
      expect(snapshot.hasTag('busy'), key).toBe(Object.keys(snapshot.children).length === 1);
    }
  });

  test('comes back from the database as it was', () => {
    for (const { key, snapshot } of situationsOf(path)) {
      const back = restored(snapshot);
      expect(back.value, key).toEqual(snapshot.value);
      expect(back.context, key).toEqual(snapshot.context);
      expect([...back.tags], key).toEqual([...snapshot.tags]);
      expect(Object.keys(back.children), key).toEqual(Object.keys(snapshot.children));
      expect(acceptedIn(back), key).toEqual(acceptedIn(snapshot));
      expect(persistSnapshot(back), key).toEqual(persistSnapshot(snapshot));
    }
  });
});

test('every transition of the machine was walked', () => {
  const missed = [...allTransitions()].flatMap(([definition, name]) =>
    walked.has(definition) ? [] : [name],
  );
  expect(missed).toEqual([]);
});
