import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { Operations } from '../services/operation.ts';
import type { JobSender, Showing } from './ports.ts';

/** The named moments of the session protocol, in the order in which one update passes them. */
export const FAULT_POINTS = [
  'before-take-commit',
  'after-run-claim',
  'before-result-commit',
  'before-show',
  'after-show',
  'before-finish',
] as const;

export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Called at each fault point; tests stop or kill the process there, in production it does nothing. */
export type Faults = (point: FaultPoint) => Promise<void>;

export const noFaults: Faults = async () => {};

/** What the session stands on. */
export interface SessionDependencies {
  readonly database: Database;
  readonly operations: Operations;
  readonly jobs: JobSender;
  readonly showing: Showing;
  readonly log: Logger;
  readonly faults: Faults;
}
