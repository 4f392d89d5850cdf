import { WIZARD } from '../support/crashes/crash-steps.ts';
import { testCrashes } from '../support/crashes/crash-table.ts';

testCrashes(
  WIZARD,
  WIZARD.filter(({ effect }) => effect !== 'photo'),
);
