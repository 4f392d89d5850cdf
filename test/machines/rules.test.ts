import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { operationLogic } from '../../machines/all-parts.ts';
import { allNodes } from './graph.ts';

const nodes = allNodes(adminMachine.root);
const invoking = nodes.flatMap((node) =>
  node.invoke.map((invoke) => ({ state: node.id, node, invoke })),
);
const transitions = nodes.flatMap((node) => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
]);
const actions = [
  ...nodes.flatMap(({ entry, exit }) => [...entry, ...exit]),
  ...transitions.flatMap((transition) => transition.actions),
];
const { actions: knownActions, guards: knownGuards } = adminMachine.implementations;

/** The name of an action or a guard that stands there by its name. */
function nameOf(reference: unknown): string | null {
  if (typeof reference === 'string') return reference;
  const isNamed = typeof reference === 'object' && reference !== null && 'type' in reference;
  return isNamed ? String(reference.type) : null;
}

/** What kind of action it is, as XState calls it; of a named one, what stands behind the name. */
function kindOf(action: unknown): string {
  const named = nameOf(action);
  const behind = named !== null && Object.entries(knownActions).find(([name]) => name === named);
  const { type = 'a function' } = (behind ? behind[1] : action) as { type?: string };
  return type;
}

describe.each(invoking)('$state', ({ node, invoke }) => {
  test('invokes an operation of the list under its own name', () => {
    expect(invoke.src).toBe(invoke.id);
    expect(Object.keys(operationLogic)).toContain(invoke.src);
  });

  test('says where its result and its failure lead', () => {
    for (const event of ['done', 'error']) {
      const branches = node.transitions.get(`xstate.${event}.actor.${invoke.id}`) ?? [];
      expect(branches.length, event).toBeGreaterThan(0);
      expect(
        branches.at(-1)?.guard,
        `${event}: the last branch takes what is left`,
      ).toBeUndefined();
    }
  });

  test('invokes nothing else, and is marked as busy', () => {
    expect(node.invoke).toHaveLength(1);
    expect(node.tags).toContain('busy');
  });
});

test('every operation is invoked', () => {
  const invoked = new Set(invoking.map(({ invoke }) => invoke.src));
  expect([...invoked].toSorted()).toEqual(Object.keys(operationLogic).toSorted());
});

test('actions only assign or raise: no other would be run', () => {
  const others = actions.filter(
    (action) => !['xstate.assign', 'xstate.raise'].includes(kindOf(action)),
  );
  expect(others).toEqual([]);
});

test('no state has a timer or an end: timers are lost on restore, and a session goes on for ever', () => {
  const offending = nodes.filter(
    ({ config, type, transitions: taken }) =>
      config.after !== undefined ||
      type === 'final' ||
      [...taken.keys()].some((event) => event.startsWith('xstate.after')),
  );
  expect(offending.map(({ id }) => id)).toEqual([]);
});

test('where a state takes whatever comes, it is of the admin: a result that nobody waits for changes nothing', () => {
  const taken = nodes.flatMap((node) => node.transitions.get('*') ?? []);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.map(({ guard }) => guard)).toEqual(taken.map(() => 'isOfAdmin'));
});

test('what is taken at once leads to a different place each time', () => {
  for (const { id, always = [] } of nodes) {
    const targets = always.map(({ target }) => target?.map((node: AnyStateNode) => node.id).join());
    expect(new Set(targets).size, id).toBe(targets.length);
  }
});

test('no guard and no action is left over', () => {
  const used = new Set([...actions, ...transitions.map(({ guard }) => guard)].map(nameOf));
  const known = [...Object.keys(knownActions), ...Object.keys(knownGuards)];
  expect(known.filter((name) => !used.has(name))).toEqual([]);
});
