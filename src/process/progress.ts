import { clearLine, cursorTo } from 'node:readline';
import type { Writable } from 'node:stream';

/** Where progress is shown: the standard error output, or what a test has in its place. */
export type ProgressOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Shows how far a long command is: a bar that moves in a terminal, else a line now and then. */
export interface Progress {
  /** @param note what else is to be said, in a few words */
  update(done: number, total: number, note: string): void;
  /** Writes a line that stays, such as something found; `write` takes it with its line break. */
  line(write: () => void): void;
  /** Shows the last state once more and lets go of the line. */
  end(): void;
}

const BAR_CELLS = 24;
const REDRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;

/**
 * Begins to show progress on `output`.
 *
 * @param label what is being done, in a word or two
 * @param now the time in milliseconds
 */
export function createProgress(
  output: ProgressOutput,
  label: string,
  now: () => number = () => performance.now(),
): Progress {
  const isTerminal = output.isTTY === true;
  // The bar may outlive whoever reads it; what it tells of goes on.
  output.on('error', () => {});
  const began = now();
  let state: { done: number; total: number; note: string } | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;

  const erase = () => {
    if (!isTerminal) return;
    cursorTo(output, 0);
    clearLine(output, 0);
  };
  const show = () => {
    if (state === undefined) return;
    const left = leftOf(state, now() - began);
    const rest = [percentOf(state), figuresOf(state), left, state.note].filter(Boolean).join('  ');
    if (isTerminal) {
      erase();
      const line = `${label}  ${barOf(state)}  ${rest}`;
      output.write(line.slice(0, (output.columns ?? 80) - 1));
    } else {
      output.write(`${label}: ${rest}\n`);
    }
    isShown = true;
    shownAt = now();
  };

  return {
    update(done, total, note) {
      state = { done, total, note };
      isShown = false;
      if (now() - shownAt >= (isTerminal ? REDRAW_EVERY_MS : LINE_EVERY_MS)) show();
    },
    line(write) {
      erase();
      write();
      if (isTerminal) show();
    },
    end() {
      if (!isShown) show();
      if (isTerminal && state !== undefined) output.write('\n');
    },
  };
}

interface Share {
  readonly done: number;
  readonly total: number;
}

/** How much is done, from 0 to 1; nothing to do is done. What comes meanwhile makes no more than all of it. */
function shareOf({ done, total }: Share): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

function barOf(share: Share): string {
  const full = Math.floor(shareOf(share) * BAR_CELLS);
  return `[${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}]`;
}

function percentOf(share: Share): string {
  return `${Math.floor(shareOf(share) * 100)} %`.padStart(5);
}

function figuresOf({ done, total }: Share): string {
  return `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}

/** How long the rest takes if it goes on like this, from the milliseconds that have gone by. */
function leftOf(share: Share, passedMs: number): string {
  const part = shareOf(share);
  if (part === 0 || part === 1) return '';
  const seconds = Math.round(((passedMs / part) * (1 - part)) / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s left` : `${seconds} s left`;
}
