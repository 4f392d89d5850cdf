/**
 * The named moments in the life of one update, in the order in which it passes them. An update with
 * an operation passes all; a verification or a greeting those of taking and showing.
 */
export const FAULT_POINTS = [
  'before-take-commit',
  'after-take',
  'after-run-claim',
  'after-download',
  'after-store',
  'before-result-commit',
  'after-insert',
  'before-show',
  'after-show',
  'before-finish',
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Called at each fault point. Tests hold, fail or kill the process there; in production it does nothing. */
export type Faults = (point: FaultPoint) => Promise<void> | void;

/** What production passes. */
export const noFaults: Faults = () => {};
