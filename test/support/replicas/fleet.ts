import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** One of several processes of the bot, as an operator runs them: started, stopped, killed, started again on its port. */
export interface Member {
  readonly port: number;
  /** Its process id; undefined while none runs. */
  pid(): number | undefined;
  /** Starts it; resolves when it says that it is at work. Throws what it wrote when it ends before. */
  start(): Promise<void>;
  /** Asks it to end and resolves with its exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

/** The processes, and what they complain about. */
export interface Fleet {
  readonly members: readonly Member[];
  /** The log's lines of the level `error` and above, of all processes so far. */
  readonly complaints: readonly string[];
  killAll(): Promise<void>;
}

const logLine = z.object({ level: z.string(), msg: z.string().optional() });

/** One process for each port; none is started yet. `env` holds their settings but `PORT`. */
export function createFleet(
  ports: readonly number[],
  env: Readonly<Record<string, string>>,
): Fleet {
  const complaints: string[] = [];
  const members = ports.map((port) =>
    createMember(port, { ...env, PORT: String(port) }, complaints),
  );
  return {
    members,
    complaints,
    killAll: async () => void (await Promise.all(members.map((member) => member.kill()))),
  };
}

function createMember(port: number, env: Record<string, string>, complaints: string[]): Member {
  let child: ChildProcess | undefined;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return null;
    const ended = once(ending, 'close');
    ending.kill(signal);
    await ended;
    return ending.exitCode;
  }

  return {
    port,
    pid: () => (child?.exitCode === null && child.signalCode === null ? child.pid : undefined),
    async start() {
      const starting = spawn(process.execPath, [MAIN], {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = starting;
      await atWork(starting, complaints);
    },
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

/** Resolves at the line that says "started"; goes on gathering complaints afterwards. */
function atWork(child: ChildProcess, complaints: string[]): Promise<void> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('its output is not to be read');
  return new Promise((resolve, reject) => {
    const written: string[] = [];
    const read = (line: string) => {
      written.push(line);
      if (written.length > 50) written.shift();
      const { level, msg } = parseLine(line);
      if (msg === 'started') resolve();
      if (level === 'error' || level === 'fatal') complaints.push(line);
    };
    createInterface(stdout).on('line', read);
    createInterface(stderr).on('line', read);
    child.once('close', () => reject(new Error(`it ended:\n${written.join('\n')}`)));
  });
}

/** What is not written by the logger is a complaint. */
function parseLine(line: string): z.infer<typeof logLine> {
  try {
    return logLine.parse(JSON.parse(line));
  } catch {
    return { level: 'error', msg: line };
  }
}
