import { mkdir, rm, writeFile } from 'node:fs/promises';
import { adminMachine } from '../../machines/admin-session.ts';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { type MachineGraph, readMachine } from '../../qa/diagram/machine-graph.ts';
import { startPlayground } from '../support/playground/playground.ts';
import { launchBrowser } from '../support/servers/browser.ts';
import { machineDocument } from './document.ts';
import { createPhotographer } from './photograph.ts';
import { shotsOf } from './shots.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const SCREENS = new URL('screens/', DOCS);
const VIEWPORT = { width: 1100, height: 780 };

const graph = readMachine(adminMachine, EVENT_TYPES);
await writeFile(new URL('machine.md', DOCS), machineDocument(graph));
console.log('docs/machine.md is written.');
await takePictures(graph);

/** Takes the picture of every screen anew; without a browser, `launchBrowser` says so and the old ones stay. */
async function takePictures(graph: MachineGraph): Promise<void> {
  const browser = await launchBrowser();
  if (browser === undefined) return;
  await using stack = new AsyncDisposableStack();
  stack.defer(() => browser.close());
  const playground = await startPlayground();
  stack.defer(() => playground.close());
  const page = await browser.newPage({
    locale: 'en-US',
    reducedMotion: 'reduce',
    viewport: VIEWPORT,
  });
  const photographer = await createPhotographer(playground, page);
  await rm(SCREENS, { recursive: true, force: true });
  await mkdir(SCREENS, { recursive: true });
  const shots = shotsOf(graph);
  for (const { file, shot } of shots) {
    await writeFile(new URL(file, DOCS), await photographer.take(shot));
  }
  console.log(`docs/screens has ${shots.length} pictures.`);
}
