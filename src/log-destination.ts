import { writeSync } from 'node:fs';

/** What became of lines that could not be written: their number, by the system's word for why, such as `ENOSPC`. */
export type LostLines = ReadonlyMap<string, number>;

/** Where finished lines go. Never throws, and waits only so long. */
export interface LogDestination {
  /** Takes a line with its line break. */
  write(line: string): void;
  readonly lost: LostLines;
}

/** What a destination may be given in place of the system's. */
export interface DestinationParts {
  /** Writes bytes and answers how many of them it took, as `fs.writeSync` does; throws as it does. */
  readonly put?: (fd: number, bytes: Buffer) => number;
  /** Stops everything for so many milliseconds. */
  readonly sleep?: (ms: number) => void;
}

/** Milliseconds that the whole process waits for a reader that does not read, before a line is let go. */
const PATIENCE_MS = 1_000;
const NAP_MS = 5;

/**
 * Writes lines to a file descriptor at once, without a thread or a buffer in between, so that the
 * last ones before an exit are there.
 *
 * A log that cannot be written must not end the bot: a disk is full, a pipe's reader has ended or
 * only stopped reading. Such lines are counted and let go. A reader that has kept one line waiting
 * for its whole patience is waited for again once it has taken something. What was begun of a line
 * is finished before the next one, so that no two share a line.
 */
export function createLogDestination(
  fd: number,
  { put = writeSync, sleep = sleepBlocking }: DestinationParts = {},
): LogDestination {
  const lost = new Map<string, number>();
  let rest: Buffer = Buffer.alloc(0);
  let patienceMs = PATIENCE_MS;

  /** Answers what is left of the bytes: all of them where the reader took none. */
  const push = (bytes: Buffer): Buffer => {
    let left = bytes;
    while (left.length > 0) {
      try {
        const taken = put(fd, left);
        left = left.subarray(taken);
        if (taken > 0) patienceMs = PATIENCE_MS;
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') throw error;
        if (patienceMs <= 0) return left;
        patienceMs -= NAP_MS;
        sleep(NAP_MS);
      }
    }
    return left;
  };
  const note = (reason: string) => void lost.set(reason, (lost.get(reason) ?? 0) + 1);

  return {
    lost,
    write(line) {
      try {
        rest = push(rest);
        if (rest.length > 0) return note('EAGAIN');
        const bytes = Buffer.from(line);
        const left = push(bytes);
        if (left.length === bytes.length) note('EAGAIN');
        else rest = left;
      } catch (error) {
        rest = Buffer.alloc(0);
        note(codeOf(error));
      }
    },
  };
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : 'unknown';
}

function sleepBlocking(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
