import { readFileSync } from 'node:fs';

/**
 * The memory that a process holds now, in bytes (its resident set); null where the system does not tell
 * (it is read from Linux's /proc), and for a process that is gone.
 */
export function memoryOf(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
