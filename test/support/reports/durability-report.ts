import { SECTIONS, type SectionId } from './durability-sections.ts';
import { createRunReport, type Row } from './run-report.ts';

const INTRO = `# Durability, as the tests found it

Written by \`npm run test:durability\`; do not edit it by hand. It holds what happened, and neither times nor seeds.
`;

/** A row of `docs/durability.md`. */
export type DurabilityRow = Row<SectionId>;

/** What the long suites write into `docs/durability.md`. */
export const durabilityReport = createRunReport<SectionId>('DURABILITY_ROWS', INTRO, SECTIONS);

export const { reportOutcome } = durabilityReport;
