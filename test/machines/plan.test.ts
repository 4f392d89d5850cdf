import { expect, test } from 'vitest';
import { adminCases } from './cases.ts';
import { edgesOf } from './graph.ts';
import { happened, planned } from './planned.ts';
import { STATE_PATHS, walkTo } from './snapshot-walks.ts';

test.each(STATE_PATHS)('%s, as in a shop, does with every event what the plan says', (path) => {
  const edges = edgesOf({ key: path, path, snapshot: walkTo(path) });
  expect(edges.length).toBeGreaterThanOrEqual(adminCases().length);
  for (const edge of edges)
    expect(happened(edge.before, edge.after), edge.name).toEqual(planned(edge.name, edge.before));
});
