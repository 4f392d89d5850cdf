import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { programEnvironment } from './run-program.ts';

/** The signals of PostgreSQL's shutdown modes: fast, immediate; and what no process survives. */
const ESCALATION = [
  { signal: 'SIGINT', patienceMs: 8000 },
  { signal: 'SIGQUIT', patienceMs: 3000 },
  { signal: 'SIGKILL', patienceMs: 3000 },
] as const;

/**
 * Ends the server that a killed run left in this folder, and answers whether there was one.
 * The caller holds the lock of the data folder, so no living run can own it.
 */
export async function stopLeftoverServer(dataFolder: string): Promise<boolean> {
  const pidFile = join(dataFolder, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  const found = await isServerOf(dataFolder, pid);
  for (const { signal, patienceMs } of found ? ESCALATION : []) {
    if (await isGoneAfter(dataFolder, pid, signal, patienceMs)) break;
  }
  await disownPidFile(pidFile);
  return found;
}

async function isGoneAfter(
  dataFolder: string,
  pid: number,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in this moment.
  }
  const deadline = performance.now() + patienceMs;
  while (await isServerOf(dataFolder, pid)) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** A process id alone proves nothing: after a reboot or in a container it may be anybody's. */
async function isServerOf(dataFolder: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(` ${dataFolder} `);
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    }
    const ps = ['-ww', '-o', 'args=', '-p', String(pid)];
    const { stdout } = await promisify(execFile)('ps', ps, { env: programEnvironment() });
    return `${stdout.trim()} `;
  } catch {
    return '';
  }
}

/**
 * Puts our own process id into a pid file that nobody stands behind.
 *
 * PostgreSQL would refuse to start while any process has the number in it. Its parent's it passes
 * over, and still makes sure that no backend of the dead server is at work on the files, which it
 * could not do if the pid file were deleted.
 */
async function disownPidFile(pidFile: string): Promise<void> {
  const text = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
}
