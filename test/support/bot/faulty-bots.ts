import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FAULT_POINTS, type FaultPoint } from '../../../src/faults.ts';

const ENTRY = fileURLToPath(new URL('faulty-bot.ts', import.meta.url));

const report = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('armed'), ticket: z.number() }),
  z.object({ type: z.literal('hit'), point: z.enum(FAULT_POINTS) }),
  z.object({ type: z.literal('held'), point: z.enum(FAULT_POINTS) }),
]);

/** What happens at a fault point: the process kills itself as a power failure would, what passes waits for `release`, or an error is thrown. */
export interface Fault {
  readonly point: FaultPoint;
  readonly kind: 'kill' | 'hold' | 'throw';
  /** The first hit that counts, from 1 (the default). */
  readonly hit?: number;
  /** How many hits count from there on; default: all. */
  readonly times?: number;
}

/** The bot as a process whose fault points can be armed: see faulty-bot.ts. */
export interface FaultyBot {
  readonly pid: number;
  /** Resolves when it has ended, however, with the signal or the exit code. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  isAlive(): boolean;
  /** What it logged so far, each line a JSON text. */
  logged(): string[];
  /** The fault points that it passed so far, in order. */
  hits(): readonly FaultPoint[];
  /** Arms a fault; replaces an earlier one at the same point. Resolves when it is in force. */
  arm(fault: Fault): Promise<void>;
  /** Resolves when something is held at the point, also when that is so already. Rejects when the process ends before. */
  held(point: FaultPoint): Promise<void>;
  /** Lets what is held at the point go on, and disarms it. */
  release(point: FaultPoint): void;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Kills it with SIGKILL, if it is alive, and waits for its end. */
  kill(): Promise<void>;
  /** Ends it as a deployment does. */
  stop(): Promise<void>;
}

/**
 * Starts one with nothing in its environment but PATH, HOME and `env`; resolves when it is at work,
 * or when a fault that was armed before it began has ended it.
 *
 * @param kills where it kills itself from its first moment on
 */
export async function startFaultyBot(
  env: Record<string, string>,
  kills: readonly FaultPoint[] = [],
): Promise<FaultyBot> {
  const child = fork(ENTRY, kills, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = gather(child);
  const ended = once(child, 'exit').then(([code, signal]) => signal ?? code);
  const hits: FaultPoint[] = [];
  const told = new Map<string, PromiseWithResolvers<void>>();
  const hear = (what: string) => {
    const heard = told.get(what) ?? Promise.withResolvers<void>();
    told.set(what, heard);
    return heard;
  };
  const until = (what: string) => {
    const gone = ended.then((how) =>
      Promise.reject(new Error(`it ended (${how}) before ${what}:\n${output().slice(-3_000)}`)),
    );
    return Promise.race([hear(what).promise, gone]);
  };
  child.on('message', (message) => {
    const said = report.parse(message);
    if (said.type === 'hit') hits.push(said.point);
    if (said.type === 'ready') hear('ready').resolve();
    if (said.type === 'armed') hear(`armed ${said.ticket}`).resolve();
    if (said.type === 'held') hear(`held ${said.point}`).resolve();
  });
  await (kills.length === 0 ? until('ready') : Promise.race([until('ready'), ended]));
  let tickets = 0;

  return {
    pid: child.pid ?? 0,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    hits: () => hits,
    logged: () => output().split('\n').filter(Boolean),
    async arm({ point, kind, hit = 1, times = Number.MAX_SAFE_INTEGER }) {
      tickets += 1;
      told.delete(`held ${point}`);
      const armed = until(`armed ${tickets}`);
      child.send({ type: 'arm', ticket: tickets, point, kind, hit, times });
      await armed;
    },
    held: (point) => until(`held ${point}`),
    release: (point) => void child.send({ type: 'release', point }),
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Collects what a process prints. */
function gather(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}
