import type { GraphState, MachineGraph } from '../../qa/diagram/machine-graph.ts';
import { overviewDiagram, partDiagram, partsOf } from '../../qa/diagram/mermaid.ts';
import { answersAtOnce, answersOf } from './answers.ts';
import { answersTable } from './answers-table.ts';
import { screenTable } from './screen-table.ts';
import { createLanguages, type Languages } from './screens.ts';
import { restingStates } from './states.ts';

const ANYWHERE =
  'These are the answers of a state that has none of its own below. A command and its button are the same event. `PHOTO` is a photo or a picture file, `UNEXPECTED` is anything else that no step takes, such as a sticker; `STALE` is a button of an older screen.';

const LEGEND =
  'Blue: the session waits for the admin. Yellow: it waits for an operation. Red: the operation failed and can be tried again. Purple: a part, drawn below. Dashed: a place outside the drawing.';

/** Writes docs/machine.md: the contents, the diagrams, every state with its screen, and what it does with every event. */
export function machineDocument(graph: MachineGraph): string {
  const chapters = chaptersOf(graph);
  const resting = restingStates(graph).length;
  return [
    '# What an admin session can be',
    introduction(graph, resting),
    contents(chapters),
    diagram(overviewDiagram(graph)),
    LEGEND,
    ...chapters.flatMap(({ title, text, sections }) => [
      `## ${title}`,
      ...text,
      ...sections.flatMap((section) => [`### \`${section.path}\``, ...section.text]),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** A chapter, and in it a section for each state. */
interface Chapter {
  readonly title: string;
  readonly text: readonly string[];
  readonly sections: readonly Section[];
}

interface Section {
  readonly path: string;
  readonly text: readonly string[];
}

function chaptersOf(graph: MachineGraph): Chapter[] {
  const languages = createLanguages();
  const states = restingStates(graph);
  const inside = (part: string) =>
    states
      .filter(({ parent }) => parent === part)
      .map((state) => stateSection(graph, languages, state));
  return [
    {
      title: 'In every state',
      text: [ANYWHERE, answersTable(graph, languages, 'home', answersOf(graph, ''))],
      sections: inside(''),
    },
    ...partsOf(graph).map((part) => ({
      title: `\`${part}\``,
      text: [diagram(partDiagram(graph, part))],
      sections: [
        ...passingStates(graph, part).map((path) => passingSection(graph, languages, path)),
        ...inside(part),
      ],
    })),
  ];
}

function contents(chapters: readonly Chapter[]): string {
  return chapters
    .flatMap(({ title, sections }) => [
      `- ${linkTo(title)}`,
      ...sections.map(({ path }) => `  - ${linkTo(`\`${path}\``)}`),
    ])
    .join('\n');
}

/** A link to a heading. Source: GitHub makes an anchor of the heading in small letters, with hyphens for spaces and without punctuation. */
function linkTo(heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  return `[${heading}](#${anchor})`;
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

function stateSection(graph: MachineGraph, languages: Languages, state: GraphState): Section {
  const answers = answersOf(graph, state.path);
  const own = answers.filter(({ by }) => by !== '');
  const others = answers.filter(({ by }) => by === '').map(({ event }) => `\`${event}\``);
  return {
    path: state.path,
    text: [
      descriptionOf(state),
      screenTable(graph, languages, state.path),
      answersTable(graph, languages, state.path, own),
      ...(others.length === 0 ? [] : [`As in every state: ${others.join(', ')}.`]),
    ],
  };
}

function passingStates({ states }: MachineGraph, part: string): string[] {
  const inside = states.filter(({ parent, kind }) => parent === part && kind === 'passing');
  return inside.map(({ path }) => path);
}

function passingSection(graph: MachineGraph, languages: Languages, path: string): Section {
  const table = answersTable(graph, languages, path, [answersAtOnce(graph, path)]);
  return { path, text: ['Is left at once.', table] };
}

function descriptionOf({ kind, operation }: GraphState): string {
  if (kind === 'busy') return `Waits for the operation \`${operation}\`.`;
  return kind === 'failed' ? 'An operation failed; it can be tried again.' : 'Waits for the admin.';
}
