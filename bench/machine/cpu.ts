import { readFileSync } from 'node:fs';

/** Clock ticks in a second, as Linux reports them to programs on every machine of today. */
const TICKS = 100;

/**
 * The processor time that a process has used so far, in milliseconds, all its threads together; null
 * where the system does not tell (it is read from Linux's /proc), 0 for a process that is gone.
 */
export function cpuOf(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  try {
    // The name, in parentheses, may hold anything; utime and stime are the 14th and 15th of all fields.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  } catch {
    return 0;
  }
}

/** The same for several processes together. */
export function cpuOfAll(pids: readonly number[]): number | null {
  return pids.reduce<number | null>((sum, pid) => {
    const one = cpuOf(pid);
    return sum === null || one === null ? null : sum + one;
  }, 0);
}
