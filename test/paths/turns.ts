import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { allNodes, allTransitions, type Edge, takenTransitions } from '../machines/graph.ts';

const NAMES = allTransitions();

/**
 * All that an event can meet in the machine: every transition that is taken, under its name, and
 * every guard that refuses one, so that another branch or an outer state answers instead. What takes
 * whatever an admin does refuses results alone, of which a session is given none that it does not wait for.
 */
export function allTurns(): Set<string> {
  const guarded = allNodes(adminMachine.root).flatMap((node) =>
    [...node.transitions.values()]
      .flat()
      .filter(({ guard }) => guard !== undefined && guard !== 'isOfAdmin'),
  );
  return new Set([...NAMES.values(), ...guarded.map(refusalOf)]);
}

function refusalOf(branch: AnyTransitionDefinition): string {
  return `${NAMES.get(branch)}, refused`;
}

/** Whether it is a guard that refuses. */
export function isRefusal(turn: string): boolean {
  return turn.endsWith(', refused');
}

/** What an event meets in a session. */
export function turnsOf(edge: Pick<Edge, 'before' | 'event'>): string[] {
  const taken = takenTransitions(edge).flatMap((each) => NAMES.get(each) ?? []);
  return [...taken, ...refusedIn(edge)];
}

/** The branches before the one that is taken, the innermost state first. */
function refusedIn({ before, event }: Pick<Edge, 'before' | 'event'>): string[] {
  const taken = new Set(adminMachine.getTransitionData(before, event));
  const inmost = before._nodes.find(({ type }) => type === 'atomic');
  const refused: string[] = [];
  for (let node: AnyStateNode | undefined = inmost; node !== undefined; node = node.parent) {
    for (const branch of node.transitions.get(event.type) ?? []) {
      if (taken.has(branch)) return refused;
      refused.push(refusalOf(branch));
    }
  }
  return refused;
}
