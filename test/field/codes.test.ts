import { expect } from 'vitest';
import { parseCode } from '../../src/codes/verification-code.ts';
import { fieldCase } from '../support/field-case.ts';

fieldCase(
  'people',
  {
    kind: 'codes as people type them',
    input: 'a code in lower case with spaces in place of hyphens',
    outcome: 'the code is checked',
  },
  () => {
    expect(parseCode('7k2m 9qxd 4tje')).toEqual({ type: 'code', code: '7K2M9QXD4TJE' });
  },
);
