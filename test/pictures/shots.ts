import { activeOperation } from '../../machines/snapshot.ts';
import type { MachineGraph } from '../../qa/diagram/machine-graph.ts';
import type { Shot } from './photograph.ts';
import { pictureOf } from './screen-table.ts';
import { createLanguages, sampleOf, screenOf } from './screens.ts';
import { restingPath, restingStates, usualNotice } from './states.ts';

/** What is to be photographed of every state, and the file for it, from docs/. */
export function shotsOf(graph: MachineGraph): { readonly file: string; readonly shot: Shot }[] {
  const { en } = createLanguages();
  const home = screenOf(sampleOf('home', null), en);
  return restingStates(graph).flatMap(({ path }) => {
    const sample = sampleOf(restingPath(path), usualNotice(graph, path));
    const screen = screenOf(sample, en) ?? home;
    if (screen === null) return [];
    return [{ file: pictureOf(path), shot: { screen, operation: activeOperation(sample) } }];
  });
}
