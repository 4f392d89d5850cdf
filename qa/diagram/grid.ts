import type { GraphState, GraphTransition, MachineGraph } from './machine-graph.ts';

/** A state's place: what rests stands in column 0, what is under way in 1, what failed in 2. Rows count from 0 in its part. */
export interface Place {
  readonly path: string;
  readonly kind: GraphState['kind'];
  readonly operation: string | null;
  readonly row: number;
  readonly column: number;
}

/** One part of the machine with its states. A state that stands alone is a part of its own. */
export interface GridPart {
  readonly path: string;
  readonly rows: number;
  readonly places: readonly Place[];
}

/** A way from one state to another, with the events that lead along it. */
export interface GridWay {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

/** The machine laid out so that a step, its operation and its failure stand side by side. */
export interface Grid {
  readonly parts: readonly GridPart[];
  readonly ways: readonly GridWay[];
}

const COLUMNS: Readonly<Partial<Record<GraphState['kind'], number>>> = { busy: 1, failed: 2 };

/** Lays a machine out. Of the ways it has those that a state names itself, and those of results; each once. */
export function layOut(graph: MachineGraph): Grid {
  const tops = graph.states.filter(({ parent }) => parent === '');
  const parts = tops.map((top) => layOutPart(graph, top));
  const placed = new Set(parts.flatMap(({ places }) => places.map(({ path }) => path)));
  return { parts, ways: waysBetween(graph.transitions, placed) };
}

function layOutPart(graph: MachineGraph, top: GraphState): GridPart {
  const inside = graph.states.filter(({ parent }) => parent === top.path);
  const states = inside.length === 0 ? [top] : inside.filter(({ kind }) => kind !== 'passing');
  const rows: GraphState[][] = states
    .filter(({ kind }) => kind === 'resting')
    .map((each) => [each]);
  for (const state of states.filter(({ kind }) => kind === 'busy')) {
    const beside = neighbours(graph.transitions, state);
    const at = rows.findIndex((row) => fits(row, state, beside));
    if (at >= 0) rows[at]?.push(state);
    else rows.splice(lastBeside(rows, beside) + 1, 0, [state]);
  }
  for (const state of states.filter(({ kind }) => kind === 'failed')) {
    const causes = neighbours(graph.transitions, state);
    const row = rows.find((each) =>
      each.some(({ path, kind }) => kind === 'busy' && causes.includes(path)),
    );
    if (row === undefined) rows.push([state]);
    else row.push(state);
  }
  const places = rows.flatMap((row, index) =>
    row.map(({ path, kind, operation }) => ({
      path,
      kind,
      operation,
      row: index,
      column: COLUMNS[kind] ?? 0,
    })),
  );
  return { path: top.path, rows: rows.length, places };
}

/** The states that begin an operation come first, then those to which it leads. */
function neighbours(transitions: readonly GraphTransition[], { path }: GraphState): string[] {
  const entering = transitions.filter(({ to }) => to === path).map(({ from }) => from);
  const leaving = transitions.filter(({ from }) => from === path).map(({ to }) => to ?? '');
  return [...entering, ...leaving];
}

function fits(row: readonly GraphState[], state: GraphState, beside: readonly string[]): boolean {
  const isFree = row.every(({ kind }) => kind !== state.kind);
  return isFree && row.some(({ path, kind }) => kind === 'resting' && beside.includes(path));
}

function lastBeside(rows: readonly GraphState[][], beside: readonly string[]): number {
  return rows.findLastIndex((row) => row.some(({ path }) => beside.includes(path)));
}

function waysBetween(
  transitions: readonly GraphTransition[],
  placed: ReadonlySet<string>,
): GridWay[] {
  const ways = new Map<string, { from: string; to: string; events: string[] }>();
  for (const { from, to, event } of transitions) {
    if (to === null || to === from || !placed.has(from) || !placed.has(to)) continue;
    const way = ways.get(`${from} ${to}`) ?? { from, to, events: [] };
    if (!way.events.includes(event)) way.events.push(event);
    ways.set(`${from} ${to}`, way);
  }
  return [...ways.values()];
}
