import type { GraphState, MachineGraph } from '../../qa/diagram/machine-graph.ts';
import { overviewDiagram, partDiagram, partsOf } from '../../qa/diagram/mermaid.ts';
import { answersAtOnce, answersOf } from './answers.ts';
import { answersTable } from './answers-table.ts';
import { screenTable } from './screen-table.ts';
import { createLanguages, type Languages } from './screens.ts';
import { restingStates } from './states.ts';

const LEGEND =
  'Blue: the session waits for the admin. Yellow: it waits for an operation. Red: the operation failed and can be tried again. Purple: a part, drawn below. Dashed: a place outside the drawing.';

/** Writes docs/machine.md: the diagrams, every state with its screen, and what it does with every event. */
export function machineDocument(graph: MachineGraph): string {
  const languages = createLanguages();
  const states = restingStates(graph);
  return [
    '# What an admin session can be',
    introduction(graph, states.length),
    diagram(overviewDiagram(graph)),
    LEGEND,
    '## In every state',
    'These are the answers of a state that has none of its own below. A command and its button are the same event. `PHOTO` is a photo or a picture file, `UNEXPECTED` is anything else that no step takes, such as a sticker; `STALE` is a button of an older screen.',
    answersTable(graph, languages, 'home', answersOf(graph, '')),
    ...states
      .filter(({ parent }) => parent === '')
      .map((state) => stateSection(graph, languages, state)),
    ...partsOf(graph).flatMap((part) => [
      `## \`${part}\``,
      diagram(partDiagram(graph, part)),
      ...passingStates(graph, part).map((path) => passingSection(graph, languages, path)),
      ...states
        .filter(({ parent }) => parent === part)
        .map((state) => stateSection(graph, languages, state)),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function introduction({ states, transitions }: MachineGraph, resting: number): string {
  const events = new Set(
    transitions.flatMap(({ event }) => (/^[A-Z_]+$/.test(event) ? [event] : [])),
  );
  const operations = new Set(states.flatMap(({ operation }) => operation ?? []));
  return [
    'Written by `npm run machine` from `machines/` and from the screens that the bot draws; a test fails when they differ.',
    `${resting} states, ${events.size} events, ${operations.size} operations, ${transitions.length} transitions.`,
  ].join(' ');
}

function diagram(text: string): string {
  return ['```mermaid', text, '```'].join('\n');
}

function stateSection(graph: MachineGraph, languages: Languages, state: GraphState): string {
  const answers = answersOf(graph, state.path);
  const own = answers.filter(({ by }) => by !== '');
  const others = answers.filter(({ by }) => by === '').map(({ event }) => `\`${event}\``);
  return [
    `### \`${state.path}\``,
    descriptionOf(state),
    screenTable(graph, languages, state.path),
    answersTable(graph, languages, state.path, own),
    ...(others.length === 0 ? [] : [`As in every state: ${others.join(', ')}.`]),
  ].join('\n\n');
}

function passingStates({ states }: MachineGraph, part: string): string[] {
  const inside = states.filter(({ parent, kind }) => parent === part && kind === 'passing');
  return inside.map(({ path }) => path);
}

function passingSection(graph: MachineGraph, languages: Languages, path: string): string {
  const table = answersTable(graph, languages, path, [answersAtOnce(graph, path)]);
  return [`### \`${path}\``, 'Is left at once.', table].join('\n\n');
}

function descriptionOf({ kind, operation }: GraphState): string {
  if (kind === 'busy') return `Waits for the operation \`${operation}\`.`;
  return kind === 'failed' ? 'An operation failed; it can be tried again.' : 'Waits for the admin.';
}
