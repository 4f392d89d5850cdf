import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { OperationName } from '../../../machines/session/operations.ts';
import type { FaultPoint } from '../../../src/faults.ts';
import type { SessionUpdate } from '../../../src/session/take.ts';

const ENTRY = fileURLToPath(new URL('session-process.ts', import.meta.url));

const report = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('holding'), child: z.string() }),
  z.object({ type: z.literal('taken'), ticket: z.number(), result: z.string() }),
]);

/** Thrown to who waits for a process that has ended. */
export class ProcessEnded extends Error {}

/** A process that does the session's work: see session-process.ts. */
export interface SessionProcess {
  /** Resolves when it has ended, however. */
  readonly ended: Promise<void>;
  isAlive(): boolean;
  /** Has it take an update. Rejects with `ProcessEnded` when it ends before it has answered. */
  take(update: SessionUpdate): Promise<string>;
  /** Has the next run of an operation stop in its slow part; resolves when one has come there. */
  hold(child: OperationName): Promise<void>;
  release(): void;
  crashAt(point: FaultPoint): void;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it, if need be without asking. */
  kill(): Promise<void>;
}

/** Starts one; resolves when it is at work. */
export async function startSessionProcess(options: {
  url: string;
  photosDir: string;
}): Promise<SessionProcess> {
  const env = { ...process.env, DATABASE_URL: options.url, PHOTOS_DIR: options.photosDir };
  const child = fork(ENTRY, [], {
    env,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {});
  const waiting = new Map<string, (result: string) => void>();
  child.on('message', (message) => {
    const told = report.parse(message);
    if (told.type === 'ready') waiting.get('ready')?.('');
    if (told.type === 'holding') waiting.get(`holding ${told.child}`)?.('');
    if (told.type === 'taken') waiting.get(`taken ${told.ticket}`)?.(told.result);
  });
  const told = (what: string) => {
    const heard = new Promise<string>((resolve) => waiting.set(what, resolve));
    const gone = ended.then(() => Promise.reject(new ProcessEnded(`it ended before ${what}`)));
    return Promise.race([heard, gone]).finally(() => waiting.delete(what));
  };
  await told('ready');
  let tickets = 0;

  return {
    ended,
    isAlive: () => isAlive(child),
    take(update) {
      tickets += 1;
      const answer = told(`taken ${tickets}`);
      send(child, { type: 'take', ticket: tickets, update });
      return answer;
    },
    async hold(name) {
      const holding = told(`holding ${name}`);
      send(child, { type: 'hold', child: name });
      await holding;
    },
    release: () => send(child, { type: 'release' }),
    crashAt: (point) => send(child, { type: 'crash', point }),
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** What is sent to a process that has just ended is lost, as an update to a dead bot is. */
function send(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => {});
}
