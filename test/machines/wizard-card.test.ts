import { expect, test } from 'vitest';
import { present, requireCard } from '../../machines/add-card-parts.ts';
import { emptyContext } from '../../machines/context.ts';
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
