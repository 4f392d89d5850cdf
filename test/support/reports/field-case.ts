import { type TestContext, test } from 'vitest';
import { type FieldSection, fieldReport } from './field-report.ts';

/** One thing that the world does, as it stands in `docs/field.md`. */
export interface FieldCase {
  /** The kind of fault, the same words for all of a kind: "decimal digits of other scripts". */
  readonly kind: string;
  /** The smallest input that shows it, in words a tester understands; no bars, no line ends. */
  readonly input: string;
  /** What the person or the operator gets. */
  readonly outcome: string;
}

/** Some of what the world does takes a while on a busy machine: answers to one chat come a second apart. */
const LONGEST_MS = 180_000;

/**
 * Declares a test of `test/field/` and, once it has passed, its row in `docs/field.md`.
 *
 * @param section the table
 * @param found what the test holds; its `skip(reason)` is for what a machine may lack
 */
export function fieldCase(
  section: FieldSection,
  { kind, input, outcome }: FieldCase,
  found: (context: TestContext) => void | Promise<void>,
): void {
  test(
    `${kind}: ${input}: ${outcome}`,
    async (context) => {
      await found(context);
      fieldReport.reportOutcome(section, [kind, input], outcome);
    },
    LONGEST_MS,
  );
}
