import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A program of this project in a process of its own. */
export interface Program {
  readonly pid: number;
  /** Holds it still, so that it takes nothing from others while they are measured. */
  pause(): void;
  resume(): void;
  /** Asks it to end and waits for it. */
  stop(): Promise<void>;
  /** Ends it as a power failure does and waits for it. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logFile: string;
  /** Options of node, such as `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
}

/** Starts a program with nothing in its environment but PATH, HOME and `env`. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { entry, env, logFile, nodeOptions = [] } = options;
  const log = await open(logFile, 'a');
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions, `${ROOT}${entry}`], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', log.fd, log.fd],
  });
  await once(child, 'spawn');
  await log.close();
  const ended = once(child, 'exit');
  // A run that fails leaves nothing behind, not even what is paused.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return {
    pid: child.pid ?? 0,
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
