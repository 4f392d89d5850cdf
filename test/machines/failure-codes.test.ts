import { expect, test } from 'vitest';
import { failureCode } from '../../machines/session/failures.ts';

test('a failure is known by its code', () => {
  expect(failureCode({ code: 'gave_up' })).toBe('gave_up');
});

test.each([
  null,
  undefined,
  'gave_up',
  {},
  { code: 5 },
  { message: 'gave_up' },
])('a failure in another form, %j, is unexpected', (error) => {
  expect(failureCode(error)).toBe('unexpected');
});
