import { expect, test } from 'vitest';
import { transition } from 'xstate';
import { adminMachine } from '../../machines/admin-session.ts';
import { present } from '../../machines/parts/add-card/steps.ts';
import { requireCard } from '../../machines/parts/add-card/words.ts';
import type { AdminContext } from '../../machines/session/context.ts';
import type { AdminEvent } from '../../machines/session/events.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { walkTo } from './snapshot-walks.ts';

test('a step of the wizard has a card', () => {
  const { context } = walkTo('addCard.name');
  expect(requireCard(context)).toBe(context.kept.addCard);
});

test('a step of the wizard without a card is broken, and says so', () => {
  expect(() => requireCard({ kept: { addCard: null } })).toThrow('the wizard has no card');
});

test('a card that lacks what a step relies on is broken, and says what it lacks', () => {
  expect(present('name', 'Dragon')).toBe('Dragon');
  expect(present('description', '')).toBe('');
  expect(() => present('name', null)).toThrow("the wizard's card has no name");
});

/** What a state does without a part of the context that it stands on: the error that the bot would log. */
function errorWithout(path: StatePath, part: Partial<AdminContext>, event: object): unknown {
  const snapshot = walkTo(path);
  const broken = { ...snapshot, context: { ...snapshot.context, ...part } };
  try {
    return transition(adminMachine, broken, { id: 'next', ...event } as AdminEvent)[0].error;
  } catch (error) {
    return error;
  }
}

const { addCard: card } = walkTo('addCard.packagedFailed').context.kept;
const { addCard: photographed } = walkTo('addCard.description').context.kept;

test.each([
  ['addCard.originalFailed', 'incoming', { type: 'RETRY' }, photographed],
  ['addCard.packagedFailed', 'incoming', { type: 'RETRY' }, card && { ...card, incoming: null }],
  [
    'addCard.description',
    'name',
    { type: 'SKIP' },
    photographed && { ...photographed, name: null },
  ],
  [
    'addCard.description',
    'original',
    { type: 'SKIP' },
    photographed && { ...photographed, original: null },
  ],
  ['addCard.registeringFailed', 'description', { type: 'RETRY' }, photographed],
] as const)('%s does not begin to save a card without its %s', (path, missing, event, without) => {
  expect(errorWithout(path, { kept: { addCard: without } }, event)).toMatchObject({
    message: `the wizard's card has no ${missing}`,
  });
});

test('a card of the list is not read without being named', () => {
  expect(errorWithout('openedCard.failed', { slice: null }, { type: 'RETRY' })).toMatchObject({
    message: 'the session has no slice of openedCard',
  });
});

test('a card is not changed without a change that was chosen', () => {
  const { slice } = walkTo('openedCard.changingFailed').context;
  const without = { slice: slice && { ...slice, change: null } } as Partial<AdminContext>;
  expect(errorWithout('openedCard.changingFailed', without, { type: 'RETRY' })).toMatchObject({
    message: 'no change was chosen',
  });
});
