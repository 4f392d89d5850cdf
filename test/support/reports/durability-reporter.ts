import { durabilityReport } from './durability-report.ts';
import type { SectionId } from './durability-sections.ts';
import { RunReporter } from './run-reporter.ts';

/** Writes `docs/durability.md`. */
export default class DurabilityReporter extends RunReporter<SectionId> {
  constructor() {
    super({
      path: 'docs/durability.md',
      tests: 'test/durability/**/*.test.ts',
      report: durabilityReport,
    });
  }
}
