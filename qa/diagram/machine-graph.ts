import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** What kind of state it is: a part holds others; a session waits in a busy one for an operation; a passing one is left at once. */
export type StateKind = 'part' | 'resting' | 'busy' | 'failed' | 'passing';

/** One state of a machine. `path` is its name with dots, without the machine's own: `addCard.name`; the machine itself is ''. */
export interface GraphState {
  readonly path: string;
  readonly parent: string | null;
  readonly kind: StateKind;
  /** The operation that the session waits for here. */
  readonly operation: string | null;
  readonly isInitial: boolean;
}

/** One branch of what a state does with one event. */
export interface GraphTransition {
  readonly from: string;
  /** The event as a tester calls it: `PHOTO`, `storeOriginal done`, `storeOriginal failed`; '' for what is taken at once. */
  readonly event: string;
  /** What it asks for; `otherwise` for what is left when others asked before; null where there is no other. */
  readonly guard: string | null;
  /** The state in which it arrives, which is never a part; null where it stays. */
  readonly to: string | null;
  /** What XState holds of it. */
  readonly definition: AnyTransitionDefinition;
}

export interface MachineGraph {
  readonly states: readonly GraphState[];
  readonly transitions: readonly GraphTransition[];
}

/**
 * Reads the states and transitions of a machine, in the order in which they are written. What a state
 * does with whatever comes (`*`) stands at each of `events` for which it has no answer of its own. Runs nothing.
 */
export function readMachine(machine: AnyStateMachine, events: readonly string[]): MachineGraph {
  const nodes = allNodes(machine.root);
  return {
    states: nodes.map(stateOf),
    transitions: nodes.flatMap((node) => transitionsOf(node, events)),
  };
}

/** A state node with all those inside it. */
function allNodes(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(allNodes)];
}

function stateOf(node: AnyStateNode): GraphState {
  return {
    path: pathOf(node),
    parent: node.parent === undefined ? null : pathOf(node.parent),
    kind: kindOf(node),
    operation: node.invoke[0]?.id ?? null,
    isInitial: node.parent?.initial.target?.includes(node) ?? false,
  };
}

function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

function kindOf(node: AnyStateNode): StateKind {
  if (node.type === 'compound') return 'part';
  if (node.always?.length) return 'passing';
  if (node.tags.includes('busy')) return 'busy';
  return node.tags.includes('failed') ? 'failed' : 'resting';
}

/** What XState calls whatever comes, and the guard that holds for all of it that is no result. */
const ANY = '*';
const OF_ADMIN = 'isOfAdmin';

function transitionsOf(node: AnyStateNode, events: readonly string[]): GraphTransition[] {
  const own = [...node.transitions.entries()].filter(([event]) => event !== ANY);
  const others = events.filter((event) => !node.transitions.has(event));
  const any = node.transitions.get(ANY);
  const groups = [
    ...own,
    ...(any === undefined ? [] : others.map((event) => [event, any] as const)),
    ['', node.always ?? []] as const,
  ];
  return groups.flatMap(([event, definitions]) =>
    definitions.map((definition, branch) => ({
      from: pathOf(node),
      event: eventName(event),
      guard: guardName(definition.guard) ?? (branch > 0 ? 'otherwise' : null),
      to: arrival(definition),
      definition,
    })),
  );
}

function eventName(event: string): string {
  return event
    .replace(/^xstate\.done\.actor\.(.+)$/, '$1 done')
    .replace(/^xstate\.error\.actor\.(.+)$/, '$1 failed');
}

/** Throws for a guard without a name: a diagram could not say what it asks for. */
function guardName(guard: unknown): string | null {
  if (guard === undefined || guard === OF_ADMIN) return null;
  if (typeof guard === 'string') return guard;
  const isNamed = typeof guard === 'object' && guard !== null && 'type' in guard;
  if (isNamed) return String(guard.type);
  throw new TypeError('a guard of the machine has no name');
}

/** A part that is entered leads on to the state that comes first in it. */
function arrival({ target }: AnyTransitionDefinition): string | null {
  let [node] = target ?? [];
  if (node === undefined) return null;
  while (node.type === 'compound') {
    const [first]: readonly AnyStateNode[] = node.initial.target ?? [];
    if (first === undefined) break;
    node = first;
  }
  return pathOf(node);
}
