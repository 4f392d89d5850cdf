import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A program of ours in a process of its own, as `npm start` runs it. */
export interface ProgramProcess {
  readonly child: ChildProcess;
  /** What it has written so far, to both outputs. */
  output(): string;
  /** Resolves with the first match in its output, also one that is there already. Rejects when it ends without. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends a signal and resolves with the exit code (null: a signal ended it). */
  stop(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code when it ends by itself. */
  exit(): Promise<number | null>;
}

/** Makes an empty folder that is removed when the test has finished. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cardseal-process-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts one of our programs with nothing in its environment but PATH, HOME and `env`. It is killed when the test has finished. */
export function startProgram(entry: string, env: Record<string, string>): ProgramProcess {
  return startCommand(process.execPath, [join(ROOT, entry)], env);
}

/** The same for any command, in the project's folder. */
export function startCommand(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): ProgramProcess {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      child.emit('output');
    });
  }
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    output: () => output,
    async waitFor(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        if (child.exitCode !== null) throw new Error(`it ended without ${pattern}:\n${output}`);
        await Promise.race([once(child, 'output'), ended]);
      }
    },
    async stop(signal) {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
    async exit() {
      await ended;
      return child.exitCode;
    },
  };
}
