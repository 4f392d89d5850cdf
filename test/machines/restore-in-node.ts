import { json } from 'node:stream/consumers';
import { restoreSnapshot, SNAPSHOT_VERSION } from '../../machines/snapshot.ts';
import { adminCases } from './cases.ts';

/** A program: reads a list of stored snapshots, and writes what plain Node, with XState's production build, makes of each. */
const stored = (await json(process.stdin)) as unknown[];
const restored = stored.map((snapshot) => describeRestored(snapshot));
console.log(JSON.stringify({ xstate: import.meta.resolve('xstate'), restored }));

function describeRestored(snapshot: unknown): unknown {
  const back = restoreSnapshot(SNAPSHOT_VERSION, snapshot);
  if (back.type !== 'restored') return back;
  const { value, context, tags, children } = back.snapshot;
  const accepted = adminCases().filter(({ event }) => back.snapshot.can(event));
  return {
    value,
    context,
    tags: [...tags],
    children: Object.keys(children),
    accepted: accepted.map(({ name }) => name),
  };
}
