import { WIZARD_SKIPPING } from '../support/crashes/crash-steps.ts';
import { testCrashes } from '../support/crashes/crash-table.ts';

testCrashes(
  WIZARD_SKIPPING,
  WIZARD_SKIPPING.filter(({ name }) => name.endsWith('skipped')),
);
