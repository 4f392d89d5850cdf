import type { GraphState, GraphTransition, MachineGraph } from './machine-graph.ts';

/** Which state to light up, by its path, if any. */
export interface DiagramOptions {
  readonly lit?: string | null;
}

/** From where the transitions lead that every state has. */
const ANYWHERE = 'anywhere';

/** Colours that are read on a light page and on a dark one. */
const STYLES = [
  'classDef resting fill:#dbeafe,stroke:#2563eb,color:#172554',
  'classDef busy fill:#fef3c7,stroke:#d97706,color:#451a03',
  'classDef failed fill:#fee2e2,stroke:#dc2626,color:#450a0a',
  'classDef passing fill:#f1f5f9,stroke:#64748b,color:#0f172a',
  'classDef part fill:#ede9fe,stroke:#7c3aed,color:#2e1065',
  'classDef outside fill:#f8fafc,stroke:#94a3b8,color:#334155,stroke-dasharray:4 3',
  'classDef lit fill:#16a34a,stroke:#14532d,color:#ffffff,stroke-width:3px',
];

/** An arrow of a diagram, with all that leads along it. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
}

/** A box of a diagram. */
interface Box {
  readonly path: string;
  readonly label: string;
  readonly style: string;
}

/**
 * The parts of a machine and the ways between them, as a Mermaid state diagram. What a state does
 * with its part's or the machine's own transitions starts at the part, or at `anywhere`.
 */
export function overviewDiagram(graph: MachineGraph, { lit = null }: DiagramOptions = {}): string {
  const tops = graph.states.filter(({ parent }) => parent === '');
  const boxes = tops.map((state) => boxOf(state, lit === null ? null : topOf(lit)));
  const anywhere: Box = { path: ANYWHERE, label: ANYWHERE, style: 'outside' };
  const moves = graph.transitions.flatMap(({ from, to, ...transition }) => {
    if (to === null || (from !== '' && topOf(from) === topOf(to))) return [];
    return [{ ...transition, from: from === '' ? ANYWHERE : topOf(from), to: topOf(to) }];
  });
  return draw([...boxes, anywhere], [firstArrow(tops), ...mergeArrows(moves)]);
}

/**
 * One part of a machine with all its states, and those outside to which they lead, as a Mermaid
 * state diagram. Transitions of the machine itself and those that stay where they are are left out.
 */
export function partDiagram(
  graph: MachineGraph,
  part: string,
  { lit = null }: DiagramOptions = {},
): string {
  const inside = graph.states.filter(({ parent }) => parent === part);
  const moves = graph.transitions.flatMap((transition) => {
    const { from, to } = transition;
    return to !== null && isIn(from, part) ? [{ ...transition, to }] : [];
  });
  const known = new Set(inside.map(({ path }) => path));
  const arrows = mergeArrows(moves.filter(({ from, to }) => from !== part && known.has(to)));
  const ways = mergeArrows(moves.filter(({ from, to }) => from === part || !known.has(to)));
  return draw(
    [...inside.map((state) => boxOf(state, lit)), ...ways.map((way) => outsideOf(way, known))],
    [firstArrow(inside), ...arrows, ...ways.map((way) => apart(way, known))],
  );
}

/** Each way out has a box of its own at its end: long lines to one box would cross all others. */
function outsideOf({ from, to }: Arrow, known: ReadonlySet<string>): Box {
  return known.has(to)
    ? { path: `from ${from}`, label: `anywhere in ${from}`, style: 'outside' }
    : { path: `${from} to ${to}`, label: to, style: 'outside' };
}

function apart({ from, to, labels }: Arrow, known: ReadonlySet<string>): Arrow {
  return known.has(to)
    ? { from: `from ${from}`, to, labels }
    : { from, to: `${from} to ${to}`, labels };
}

/** The parts that hold more than themselves: each has a diagram of its own. */
export function partsOf({ states }: MachineGraph): string[] {
  return states.flatMap(({ path, kind }) => (kind === 'part' && path !== '' ? [path] : []));
}

function topOf(path: string): string {
  const [top = path] = path.split('.');
  return top;
}

function isIn(path: string, part: string): boolean {
  return path === part || path.startsWith(`${part}.`);
}

function boxOf({ path, kind }: GraphState, lit: string | null): Box {
  return { path, label: path.split('.').at(-1) ?? path, style: path === lit ? 'lit' : kind };
}

function firstArrow(states: readonly GraphState[]): Arrow {
  const first = states.find(({ isInitial }) => isInitial);
  return { from: '[*]', to: first?.path ?? '[*]', labels: [] };
}

/** One arrow for all that leads from one state to the same other one. */
function mergeArrows(
  moves: readonly (Pick<GraphTransition, 'from' | 'event' | 'guard'> & { readonly to: string })[],
): Arrow[] {
  const groups = Map.groupBy(moves, ({ from, to }) => `${from} ${to}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ from: first.from, to: first.to, labels: [...new Set(group.map(labelOf))] }];
  });
}

function labelOf({ event, guard }: Pick<GraphTransition, 'event' | 'guard'>): string {
  return [event, guard === null ? '' : `[${guard}]`].filter((part) => part !== '').join(' ');
}

function draw(boxes: readonly Box[], arrows: readonly Arrow[]): string {
  return [
    'stateDiagram-v2',
    ...boxes.map(({ path, label }) => `state "${label}" as ${nameOf(path)}`),
    ...arrows.map(({ from, to, labels }) => {
      const label = labels.filter((one) => one !== '').join('<br>');
      return `${nameOf(from)} --> ${nameOf(to)}${label === '' ? '' : ` : ${label}`}`;
    }),
    ...STYLES,
    ...boxes.map(({ path, style }) => `class ${nameOf(path)} ${style}`),
  ]
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join('\n');
}

/** Names in Mermaid have neither dots nor spaces. */
function nameOf(path: string): string {
  return path === '[*]' ? path : path.replaceAll(/\W/g, '_');
}
