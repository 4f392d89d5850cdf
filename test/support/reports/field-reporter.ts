import { type FieldSection, fieldReport } from './field-report.ts';
import { RunReporter } from './run-reporter.ts';

/** Writes `docs/field.md`. */
export default class FieldReporter extends RunReporter<FieldSection> {
  constructor() {
    super({ path: 'docs/field.md', tests: 'test/field/**/*.test.ts', report: fieldReport });
  }
}
