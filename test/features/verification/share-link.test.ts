import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCode } from '../../../src/codes/verification-code.ts';
import { verificationReading } from '../../../src/features/verification/reading.ts';
import { parseShare, sharePayload } from '../../../src/features/verification/share-link.ts';

const ID = '3c9a2f6e-5b1d-4e0a-9c7b-8d2f4a6e1b03';
const PAYLOAD = sharePayload(ID);

test('a shared card is found in the payload of its link, which holds no code', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const payload = sharePayload(id);
      expect(payload).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(parseShare(payload)).toBe(id);
      expect(parseCode(payload).type).not.toBe('code');
      expect(verificationReading.ofPayload(payload)).toEqual({ kind: 'shared', cardId: id });
    }),
  );
});

test.each([
  [`https://t.me/cards_bot?start=${PAYLOAD}`, ID],
  [`Look: https://t.me/cards_bot?start=${PAYLOAD.toUpperCase()} (mine)`, ID],
  [`${PAYLOAD}0`, null],
  [`x${PAYLOAD}`, null],
  [`my-${PAYLOAD}`, null],
  [PAYLOAD.slice(0, -1), null],
  [`share-${'f'.repeat(32)}`, 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  [`share-${'12'.repeat(16)}`, null],
  ['share-', null],
  [`${'x '.repeat(2_048)}${PAYLOAD}`, null],
])('%s shares %s', (text, expected) => {
  expect(parseShare(text)).toBe(expected);
});

test('a text with a shared page is no check, even beside a code', () => {
  expect(verificationReading.ofTexts([`t.me/b?start=${PAYLOAD}`], '')).toEqual({
    ...{ kind: 'shared', cardId: ID },
  });
  expect(verificationReading.ofTexts([randomUUID()], '')?.kind).not.toBe('shared');
});
