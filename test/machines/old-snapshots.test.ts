import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import {
  type AdminSnapshot,
  persistSnapshot,
  restoreSnapshot,
  SNAPSHOT_VERSION,
} from '../../machines/snapshot.ts';
import { type StatePath, statePath } from '../../machines/state-path.ts';
import { renderScreen } from '../../src/bot/render-screen.ts';
import { loadCatalogue } from '../../src/locales/catalogue.ts';
import { adminCases, resultCases } from './cases.ts';
import { allNodes } from './graph.ts';
import { currentFolder, readSnapshotFiles, writeMissingSnapshots } from './snapshot-files.ts';
import { STATE_PATHS, walkTo } from './snapshot-walks.ts';

if (process.env.WRITE_SNAPSHOTS === '1') writeMissingSnapshots();

const files = readSnapshotFiles();
const BOT = 'cardseal_bot';
const translator = loadCatalogue().createTranslator('ru');

/** The statistics as they are shown when a version read them that counted no visits. */
function withoutVisits(snapshot: AdminSnapshot): AdminSnapshot {
  const { slice } = snapshot.context;
  if (slice?.part !== 'statistics' || slice.totals === null) return snapshot;
  const totals = { ...slice.totals, visits: null };
  return { ...snapshot, context: { ...snapshot.context, slice: { ...slice, totals } } };
}

describe('a snapshot that was written long ago', () => {
  /** What a state is called since a later version, by what it was called before. */
  const CALLED_NOW: Readonly<Record<string, string>> = {
    'openedCard.discarding': 'openedCard.changing',
    'openedCard.discardingFailed': 'openedCard.changingFailed',
    'openedCard.deactivating': 'openedCard.changing',
    'openedCard.deactivatingFailed': 'openedCard.changingFailed',
    'openedCard.reactivating': 'openedCard.changing',
    'openedCard.reactivatingFailed': 'openedCard.changingFailed',
  };

  test.each(files)('in $path by version $version restores where it was', ({ path, ...file }) => {
    const restored = restoreSnapshot(file.version, file.snapshot);
    if (restored.type !== 'restored') throw new Error(`it comes back ${JSON.stringify(restored)}`);
    const now = (CALLED_NOW[path] ?? path) as StatePath;
    expect(statePath(restored.snapshot)).toBe(now);
    const today = file.version < 4 ? withoutVisits(walkTo(now)) : walkTo(now);
    expect(renderScreen(restored.snapshot, translator, BOT)).toEqual(
      renderScreen(today, translator, BOT),
    );
    for (const { event } of [...adminCases(), ...resultCases(restored.snapshot)]) {
      const [next] = transition(adminMachine, restored.snapshot, event);
      expect(() => persistSnapshot(next)).not.toThrow();
    }
  });

  test.each(
    files.filter(({ version }) => version === SNAPSHOT_VERSION),
  )('in $path by this version loses nothing on its way through', ({ version, snapshot }) => {
    const restored = restoreSnapshot(version, snapshot);
    expect(restored.type === 'restored' && persistSnapshot(restored.snapshot)).toEqual(snapshot);
  });
});

describe('the snapshots of this version', () => {
  test('are one for each state; WRITE_SNAPSHOTS=1 adds those that are missing', () => {
    const names = readdirSync(currentFolder()).toSorted();
    expect(names).toEqual(STATE_PATHS.map((path) => `${path}.json`).toSorted());
  });

  test('leave out no state in which the machine rests', () => {
    const resting = allNodes(adminMachine.root)
      .filter((node) => node.type === 'atomic' && !node.always?.length)
      .map((node) => node.path.join('.'));
    expect(STATE_PATHS.toSorted()).toEqual(resting.toSorted());
  });

  test.each(STATE_PATHS)('are taken where they say: %s', (path) => {
    expect(statePath(walkTo(path))).toBe(path);
  });
});
