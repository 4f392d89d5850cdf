import { WIZARD_SKIPPING } from '../support/crash-steps.ts';
import { testCrashes } from '../support/crash-table.ts';

testCrashes(
  WIZARD_SKIPPING,
  WIZARD_SKIPPING.filter(({ name }) => name.endsWith('skipped')),
);
