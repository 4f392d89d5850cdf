import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freshSnapshot, persistSnapshot } from '../../machines/snapshot.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { adminCases } from './cases.ts';
import { findSituations, type Situation } from './graph.ts';

const program = fileURLToPath(new URL('./restore-in-node.ts', import.meta.url));

interface Report {
  readonly xstate: string;
  readonly restored: readonly unknown[];
}

async function restoreInNode(stored: readonly unknown[]): Promise<Report> {
  const run = promisify(execFile)(process.execPath, [program], { env: {}, maxBuffer: 2 ** 26 });
  run.child.stdin?.end(JSON.stringify(stored));
  const { stdout, stderr } = await run;
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

/** One situation of each state. */
function oneOfEach(): Situation[] {
  const found = new Map<StatePath, Situation>();
  for (const situation of findSituations()) found.set(situation.path, situation);
  return [...found.values()];
}

test('plain Node restores every state as it was, with the build of XState that the bot runs on', async () => {
  const situations = oneOfEach();
  const { xstate, restored } = await restoreInNode(
    situations.map(({ snapshot }) => persistSnapshot(snapshot)),
  );
  expect(xstate).not.toContain('development');
  expect(restored).toEqual(
    situations.map(({ snapshot }) => ({
      value: snapshot.value,
      context: snapshot.context,
      tags: [...snapshot.tags],
      children: Object.keys(snapshot.children),
      accepted: adminCases().flatMap(({ name, event }) => (snapshot.can(event) ? [name] : [])),
    })),
  );
});

test('plain Node tells what is broken, and goes on', async () => {
  const stored = { ...(persistSnapshot(freshSnapshot()) as object) };
  const { restored } = await restoreInNode([
    null,
    'home',
    { ...stored, value: 'nowhere' },
    { ...stored, context: {} },
    { ...stored, status: 'error', error: {} },
    stored,
  ]);
  expect(restored).toMatchObject([
    { type: 'broken' },
    { type: 'broken' },
    { type: 'broken' },
    { type: 'broken' },
    { type: 'broken' },
    { value: 'home' },
  ]);
});
