import type { AdminContext } from '../../machines/session/context.ts';
import type { StatePath } from '../../machines/state-path.ts';
import type { GraphState, MachineGraph } from '../../qa/diagram/machine-graph.ts';
import { STATE_PATHS } from '../machines/snapshot-walks.ts';
import { answersOf } from './answers.ts';

/** The states in which a session can rest, in the order of the machine: each has a screen. */
export function restingStates({ states }: MachineGraph): GraphState[] {
  return states.filter(({ kind }) => kind !== 'part' && kind !== 'passing');
}

/** Takes the path of a state and returns it as one of the session's. Throws where a session cannot rest. */
export function restingPath(path: string): StatePath {
  const found = STATE_PATHS.find((known) => known === path);
  if (found === undefined) throw new RangeError(`no session rests in ${path}`);
  return found;
}

/** The notice with which the screen of a state is shown: what is saved quietly has one only for who does not wait. */
export function usualNotice(graph: MachineGraph, path: string): AdminContext['notice'] {
  const [branch] = answersOf(graph, path).find(({ event }) => event === 'TEXT')?.branches ?? [];
  return branch?.notices.find(({ code }) => code === 'still_saving') ?? null;
}
