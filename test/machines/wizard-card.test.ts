import { expect, test } from 'vitest';
import { transition } from 'xstate';
import { present, requireCard } from '../../machines/add-card-parts.ts';
import { adminMachine } from '../../machines/admin-session.ts';
import { type AdminContext, emptyContext } from '../../machines/context.ts';
import type { AdminEvent } from '../../machines/events.ts';
import type { StatePath } from '../../machines/state-path.ts';
import { walkTo } from './snapshot-walks.ts';

test('a step of the wizard has a card', () => {
  const { context } = walkTo('addCard.name');
  expect(requireCard(context)).toBe(context.card);
});

test('a step of the wizard without a card is broken, and says so', () => {
  expect(() => requireCard(emptyContext())).toThrow('the wizard has no card');
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

const { card } = walkTo('addCard.packagedFailed').context;
const photographed = walkTo('addCard.description').context.card;

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
  expect(errorWithout(path, { card: without }, event)).toMatchObject({
    message: `the wizard's card has no ${missing}`,
  });
});

test('a card of the list is not read without being named', () => {
  expect(errorWithout('openedCard.failed', { openedId: null }, { type: 'RETRY' })).toMatchObject({
    message: 'no card is opened',
  });
});
