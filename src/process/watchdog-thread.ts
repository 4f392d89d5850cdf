import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { Watch } from './watchdog.ts';

/** Ends the process when its main thread has not moved at so many looks. Runs in a thread of its own. */
const { beats, lookMs, looks } = workerData as Watch;
let seen = -1;
let still = 0;

setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === seen ? still + 1 : 0;
  seen = now;
  if (still < looks) return;
  const seconds = Math.round((lookMs * looks) / 1000);
  try {
    writeSync(2, `The bot has not moved for ${seconds} s; it ends itself to be started again.\n`);
  } catch {
    // It ends all the same.
  }
  process.kill(process.pid, 'SIGKILL');
}, lookMs);
