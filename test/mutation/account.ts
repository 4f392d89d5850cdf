import { z } from 'zod';
import type { Mutant } from './report.ts';

const equivalent = z.strictObject({
  file: z.string(),
  line: z.string(),
  code: z.string(),
  becomes: z.string(),
  /** Why no test can tell the change from the program. */
  reason: z.string().min(20),
});

/** A mutant that does what the program does. Where the same line stands twice in a file, it means both. */
export type Equivalent = z.infer<typeof equivalent>;

/** The form of equivalent.json. */
export const equivalentsSchema = z.array(equivalent);

/** What came of a run. `unexplained` and `outdated` are what must be mended. */
export interface Account {
  readonly mutants: number;
  /** Found by a failing test, by one that never ended, or because nothing ran any more. */
  readonly found: number;
  readonly equivalent: number;
  readonly unexplained: readonly Mutant[];
  /** Entries of the list that no mutant of the run needs. */
  readonly outdated: readonly Equivalent[];
  /** Found mutants in per cent of those that are not equivalent, with one decimal. */
  readonly score: string;
}

/** How Stryker calls what no test noticed. */
const UNNOTICED = ['Survived', 'NoCoverage'];

/** Holds the mutants of a run against the list of equivalent ones; entries about files that were not mutated count for nothing. */
export function accountFor(mutants: readonly Mutant[], listed: readonly Equivalent[]): Account {
  const unnoticed = mutants.filter(({ status }) => UNNOTICED.includes(status));
  const isListed = (mutant: Mutant) => listed.some((entry) => isSame(entry, mutant));
  const unexplained = unnoticed.filter((mutant) => !isListed(mutant));
  const files = new Set(mutants.map(({ file }) => file));
  const found = mutants.length - unnoticed.length;
  return {
    mutants: mutants.length,
    found,
    equivalent: unnoticed.length - unexplained.length,
    unexplained,
    outdated: listed.filter(
      (entry) => files.has(entry.file) && !unnoticed.some((mutant) => isSame(entry, mutant)),
    ),
    score: ((100 * found) / Math.max(1, found + unexplained.length)).toFixed(1),
  };
}

function isSame(entry: Equivalent, mutant: Mutant): boolean {
  return (
    entry.file === mutant.file &&
    entry.line === mutant.line &&
    entry.code === mutant.code &&
    entry.becomes === mutant.becomes
  );
}
