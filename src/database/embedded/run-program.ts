import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

/** How a program ended and what it wrote. `code` is null when a signal ended it or it never began. */
export type ProgramResult = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * The environment of PostgreSQL's programs: nothing but what they need, so that a stray `PGDATA` or
 * `PGPORT` changes nothing and the bot's secrets are not handed on.
 */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a short program to its end, `input` on its standard input. Never throws. */
export async function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  input = '',
): Promise<ProgramResult> {
  const child = spawn(command, args, { env: programEnvironment(), cwd: '/', detached: true });
  const ended = new Promise<{ code: number | null; failure: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, failure: error.message }));
    child.once('close', (code) => resolve({ code, failure: '' }));
  });
  // A program that ends without reading its input is told by its exit code, not by EPIPE.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, { code, failure }] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    ended,
  ]);
  return { code, stdout: stdout.toString(), stderr: stderr.toString() + failure };
}
