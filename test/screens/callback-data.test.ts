import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { INPUTS } from '../../src/bot/all-features.ts';
import { formatPress } from '../../src/screens/callback-data.ts';

const { actions, pressEvent, readPress } = INPUTS;

const CARD = '3b241101-e2bb-4255-8caf-4136c566a962';

const action = fc.constantFrom(...actions);
const press = fc
  .record({ action, revision: fc.nat({ max: 9_999_999_999 }), id: fc.uuid() })
  .map(({ action, revision, id }) => ({ action, revision, cardId: action === 'open' ? id : null }));

/** Data as somebody might forge it: near to ours, or anything at all. */
const forged = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 64 }),
  fc
    .tuple(fc.oneof(action, fc.string()), fc.oneof(fc.integer(), fc.string()), fc.string())
    .map((parts) => parts.join(':')),
  press.map((data) => `${formatPress(data)}:`),
);

describe('the data of a button', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(press, (data) => {
        expect(readPress(formatPress(data))).toEqual(data);
      }),
    );
  });

  test('fits into the 64 bytes that Telegram allows', () => {
    fc.assert(
      fc.property(press, (data) => {
        const bytes = Buffer.byteLength(formatPress(data));
        expect(bytes).toBeGreaterThan(0);
        expect(bytes).toBeLessThanOrEqual(64);
      }),
    );
  });

  test('that is forged is read only when it is what a button would carry', () => {
    fc.assert(
      fc.property(forged, (data) => {
        const read = readPress(data);
        if (read !== null) expect(formatPress(read)).toBe(data);
      }),
      { numRuns: 2_000 },
    );
  });

  test('that is forged never becomes an event that is not ours', () => {
    fc.assert(
      fc.property(forged, (data) => {
        expect(EVENT_TYPES).toContain(pressEvent('1', readPress(data)).type);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    undefined,
    '',
    ':',
    'home',
    'home:',
    'home:-1',
    'home:+1',
    'home:01',
    'home:1.5',
    'home:1e9',
    'home:0x10',
    'home:NaN',
    'home:99999999999',
    'home:9007199254740993',
    'home:1;2',
    'home:1 ',
    ' home:1',
    'home:1\n',
    'HOME:1',
    'HOME',
    `home:1:${CARD}`,
    'open:1',
    'open:1:',
    'open:1:7',
    'open:1:-1',
    `open:1:${CARD.toUpperCase()}`,
    `open:1:${CARD}0`,
    `open:1:${CARD.replace('-', 'x')}`,
    'open:1:------------------------------------',
    `open:1:${CARD}:1`,
    'xstate.init',
    'xstate.stop',
    'xstate.done.actor.storeOriginal',
    'xstate.done.actor.storeOriginal:1',
    'constructor:1',
    '__proto__:1',
    'toString:1',
    '💥'.repeat(16),
  ])('%j is of no button', (data) => {
    expect(readPress(data)).toBeNull();
    expect(pressEvent('1', readPress(data))).toEqual({ id: '1', type: 'STALE' });
  });
});

test('every action is an event of its own', () => {
  const types = actions.map(
    (action) =>
      pressEvent('1', { action, revision: 1, cardId: action === 'open' ? CARD : null }).type,
  );
  expect(new Set(types).size).toBe(actions.length);
  expect(types).not.toContain('STALE');
});
