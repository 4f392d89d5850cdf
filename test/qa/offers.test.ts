import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/all-parts.ts';
import { offersOf } from '../../qa/panel/offers.ts';
import { adminAtHome, botMessage } from './looks.ts';

const offers = offersOf(
  adminAtHome([
    botMessage(1, 'An older screen', { 'Old button': 'cards:0' }),
    botMessage(2, 'cardseal', { '➕ Add a card': 'add:1', '📊 Statistics': 'stats:1' }),
    botMessage(3, 'Nothing to press'),
  ]),
);

test('a button of the newest screen is offered by its label, before the command of the same event', () => {
  expect(offers.filter(({ event }) => event === 'ADD')).toEqual([
    {
      event: 'ADD',
      label: '➕ Add a card',
      way: 'button',
      action: { do: 'tap', phone: 'admin', button: '➕ Add a card', older: 0 },
      to: 'addCard.originalPhoto',
      notice: null,
      leadsOn: true,
    },
  ]);
  expect(offers.map(({ label }) => label)).not.toContain('Old button');
});

test('an event without a button is offered as its command', () => {
  expect(offers.find(({ event }) => event === 'CARDS')).toMatchObject({
    way: 'command',
    action: { do: 'text', text: '/cards' },
    to: 'cards.loading',
    leadsOn: true,
  });
});

test('what is answered with a sentence only says with which', () => {
  expect(offers.find(({ event }) => event === 'PHOTO')).toMatchObject({
    to: null,
    notice: 'unexpected',
    leadsOn: false,
  });
  expect(offers.find(({ event }) => event === 'STALE')).toMatchObject({ notice: 'stale_button' });
});

test('no event is offered that the session does not know', () => {
  for (const { event } of offers) expect(EVENT_TYPES).toContain(event);
});

test('an admin who has not written yet is offered what a session at home takes', () => {
  const begun = adminAtHome([]);
  expect(offersOf({ ...begun, session: null })).toEqual(offersOf(begun));
});
