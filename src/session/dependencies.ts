import type { SessionMachine } from '../../machines/session/machine.ts';
import type { Database } from '../database/database.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Operations } from './operation.ts';
import type { JobSender, Showing } from './ports.ts';

/** What the session stands on. */
export interface SessionDependencies {
  readonly database: Database;
  /** Whose sessions they are. */
  readonly machine: SessionMachine;
  readonly operations: Operations;
  readonly jobs: JobSender;
  readonly showing: Showing;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
}
