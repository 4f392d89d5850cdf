import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const MAIN = fileURLToPath(new URL('../../../playground/main.ts', import.meta.url));

const readySchema = z.object({
  type: z.literal('ready'),
  url: z.string(),
  token: z.string(),
  adminIds: z.array(z.number()),
});

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A playground in a process of its own. */
export interface PlaygroundProcess {
  readonly child: ChildProcess;
  readonly ready: z.infer<typeof readySchema>;
  readonly ended: Promise<Ended>;
  /** Kills it, if it has not ended, and waits for its end. */
  kill(): Promise<void>;
}

/** Starts the playground's process with an IPC channel, on any free port. Kill it at the end. */
export async function startProcess(env: Record<string, string>): Promise<PlaygroundProcess> {
  const child = runProcess({ PLAYGROUND_PORT: '0', ...env });
  const ended = endOf(child);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const message = await Promise.race([
    new Promise<Serializable>((resolve) => child.once('message', resolve)),
    ended.then(({ output }) => Promise.reject(new Error(`it did not start: ${output}`))),
  ]);
  return { child, ended, kill, ready: readySchema.parse(message) };
}

/** Runs the playground's process and gives what it printed when it has ended. */
export async function runToEnd(env: Record<string, string>): Promise<Ended> {
  return await endOf(runProcess(env));
}

/** Starts the process, without what the test's own environment says about it. */
export function runProcess(env: Record<string, string>): ChildProcess {
  const { DATABASE_URL: _database, NODE_ENV: _mode, ...rest } = process.env;
  return fork(MAIN, { env: { ...rest, ...env }, stdio: 'pipe', execArgv: [] });
}

/** Waits for the end of a process and of what it prints. */
export async function endOf(child: ChildProcess): Promise<Ended> {
  const exit = new Promise<Omit<Ended, 'output'>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const printed = Promise.all([child.stdout, child.stderr].map((from) => (from ? text(from) : '')));
  return { ...(await exit), output: (await printed).join('') };
}
