import { WIZARD } from '../support/crash-steps.ts';
import { testCrashes } from '../support/crash-table.ts';

testCrashes(
  WIZARD,
  WIZARD.filter(({ effect }) => effect !== 'photo'),
);
