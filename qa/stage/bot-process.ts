import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How the bot's process is. `starting` is also one that waits for the database; `ended` one that ended without having been asked to, and what it said last. */
export type BotStatus =
  | { readonly state: 'starting' | 'running' | 'stopped' }
  | { readonly state: 'ended'; readonly why: string };

/** The real bot, `src/main.ts`, in a process of its own that can be killed and started again on the same data. */
export interface BotProcess {
  status(): BotStatus;
  /** Starts it, if it is not there; does not wait until it is at work. */
  start(): void;
  /** Resolves when it is at work. Rejects with what it said last when it ends before. */
  ready(): Promise<void>;
  /** Ends it at once, as a power failure would. */
  kill(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** So much of what it printed is kept, in characters. */
const KEPT = 4_000;

/** What the bot prints when it is at work: see src/process/banner.ts. */
const AT_WORK = /is running as @/;

/**
 * Makes the process; it is not started yet. It gets nothing of the environment but PATH, HOME and `env`,
 * stands in a process group of its own, so that Ctrl-C reaches us alone, and ends when we do.
 *
 * @param cwd a folder without a file `.env`, which the bot would read
 */
export function createBotProcess(env: Readonly<Record<string, string>>, cwd: string): BotProcess {
  let child: ChildProcess | undefined;
  let status: BotStatus = { state: 'stopped' };
  let printed = '';
  let isAsked = false;
  let ended: Promise<unknown> = Promise.resolve();
  let working = Promise.withResolvers<void>();

  function start(): void {
    if (child !== undefined) return;
    printed = '';
    isAsked = false;
    working = Promise.withResolvers();
    working.promise.catch(() => {});
    status = { state: 'starting' };
    const started = spawn(process.execPath, [ENTRY], {
      cwd,
      // A process that npm started looks after whether its parent is still there.
      env: { PATH: process.env.PATH, HOME: process.env.HOME, npm_lifecycle_event: 'qa', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', hear);
    }
    ended = once(started, 'close').then(leave, leave);
  }

  function hear(text: string): void {
    printed = (printed + text).slice(-KEPT);
    if (status.state !== 'starting' || !AT_WORK.test(printed)) return;
    status = { state: 'running' };
    working.resolve();
  }

  function leave(): void {
    child = undefined;
    status = isAsked ? { state: 'stopped' } : { state: 'ended', why: lastWords(printed) };
    working.reject(new Error(`The bot ended before it was at work:\n${printed.slice(-1_500)}`));
  }

  return {
    status: () => status,
    start,
    ready: () => working.promise,
    async kill() {
      isAsked = true;
      child?.kill('SIGKILL');
      await ended;
    },
  };
}

/** The last line that is a sentence and no line of the log, else the last one. */
function lastWords(printed: string): string {
  const lines = printed.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => !line.startsWith('{')) ?? lines.at(-1) ?? '').slice(0, 300);
}
