import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** What the thread beside the main one is given. */
export interface Watch {
  /** Raised by the main thread as long as it moves. */
  readonly beats: Int32Array<SharedArrayBuffer>;
  /** Milliseconds between two looks. */
  readonly lookMs: number;
  /** At so many looks in a row nothing had moved: then the process is ended. */
  readonly looks: number;
}

/** A minute: far longer than anything that we do at a stretch. */
const USUAL = { lookMs: 5_000, looks: 12 };

/**
 * Ends the process with SIGKILL when its event loop stands still for a minute, so that a supervisor
 * starts another one: containers that are only "unhealthy" are left as they are. What it had in hand
 * is taken up by the next start. Looks are counted, not time: a process that was stopped, or a
 * machine that slept, is given its time again. Under a debugger, which holds the event loop, nothing
 * is watched.
 */
export function startWatchdog({ lookMs, looks }: Omit<Watch, 'beats'> = USUAL): void {
  if (inspector.url() !== undefined) return;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), lookMs / 2);
  timer.unref();
  const worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
    workerData: { beats, lookMs, looks } satisfies Watch,
    // What this process was started with may not fit a thread of a file.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  // Without it the bot works as well.
  worker.on('error', () => {});
  worker.unref();
}
