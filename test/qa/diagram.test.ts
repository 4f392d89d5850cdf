import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { readMachine } from '../../qa/diagram/machine-graph.ts';
import { overviewDiagram, partDiagram, partsOf } from '../../qa/diagram/mermaid.ts';
import { STATE_PATHS } from '../machines/snapshot-walks.ts';

const lamp = setup({
  types: { events: {} as { type: 'PRESS' | 'HIT' | 'BREAK' | 'RESET' }, tags: {} as 'busy' },
  guards: { tired: () => true },
}).createMachine({
  id: 'lamp',
  initial: 'off',
  on: { RESET: { target: '.off' } },
  states: {
    off: { on: { PRESS: { target: 'on' }, HIT: {} } },
    on: {
      initial: 'warm',
      on: { BREAK: { target: '.cold' } },
      states: {
        warm: { on: { PRESS: [{ guard: 'tired', target: 'cold' }, { target: '#lamp.off' }] } },
        cold: { tags: 'busy', on: { PRESS: { target: 'warm' }, HIT: { target: 'warm' } } },
      },
    },
  },
});

/** The lines of a diagram that are no colours. */
function linesOf(diagram: string): string[] {
  const lines = diagram.split('\n').map((line) => line.trim());
  return lines.filter((line) => !line.startsWith('classDef'));
}

test('the graph has every state in which a session can rest, with its kind and its operation', () => {
  const { states } = readMachine(adminMachine, EVENT_TYPES);
  const resting = states.filter(({ kind }) => kind !== 'part' && kind !== 'passing');
  expect(resting.map(({ path }) => path).toSorted()).toEqual([...STATE_PATHS].toSorted());
  for (const { path, kind, operation } of resting) {
    expect(operation !== null, path).toBe(kind === 'busy');
  }
});

test('the overview shows the parts, the ways between them and those that lead from anywhere', () => {
  expect(linesOf(overviewDiagram(readMachine(lamp, [])))).toEqual([
    'stateDiagram-v2',
    'state "off" as off',
    'state "on" as on',
    'state "anywhere" as anywhere',
    '[*] --> off',
    'anywhere --> off : RESET',
    'off --> on : PRESS',
    'on --> off : PRESS [otherwise]',
    'class off resting',
    'class on part',
    'class anywhere outside',
  ]);
});

test('a part shows its states, what leads from one to another, and where it is left', () => {
  expect(linesOf(partDiagram(readMachine(lamp, []), 'on'))).toEqual([
    'stateDiagram-v2',
    'state "warm" as on_warm',
    'state "cold" as on_cold',
    'state "anywhere in on" as from_on',
    'state "off" as on_warm_to_off',
    '[*] --> on_warm',
    'on_warm --> on_cold : PRESS [tired]',
    'on_cold --> on_warm : PRESS<br>HIT',
    'from_on --> on_cold : BREAK',
    'on_warm --> on_warm_to_off : PRESS [otherwise]',
    'class on_warm resting',
    'class on_cold busy',
    'class from_on outside',
    'class on_warm_to_off outside',
  ]);
});

test('the state that is lit is the only one', () => {
  const graph = readMachine(adminMachine, EVENT_TYPES);
  const lit = { lit: 'addCard.name' };
  const drawn = [
    overviewDiagram(graph, lit),
    ...partsOf(graph).map((part) => partDiagram(graph, part, lit)),
  ];
  const classes = drawn.flatMap(linesOf).filter((line) => / lit$/.test(line));
  expect(classes).toEqual(['class addCard lit', 'class addCard_name lit']);
});
